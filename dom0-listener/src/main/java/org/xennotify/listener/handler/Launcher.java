package org.xennotify.listener.handler;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import org.xennotify.listener.config.Field;

/** Starts handlers. */
final class Launcher {
    /**
     * Enters the cage and becomes the user before it becomes the handler: Java can do neither between fork and exec.
     * The handler's command is only passed on, never read by the shell. setpriv keeps nothing of us in memory, and opens
     * no session for each event as runuser does.
     */
    private static final String LAUNCH = """
            [ -z "$1" ] || echo 0 >"$1" || exit 126
            user=$2
            shift 2
            [ -n "$user" ] || exec "$@"
            exec setpriv --reuid="$user" --regid="$(id -g "$user")" --init-groups -- "$@"
            """;

    private static final Set<String> INHERITED = Set.of("PATH", "LANG", "LC_ALL", "TZ");
    private static final File DIRECTORY = new File("/");

    private final Path inputs;

    /** {@code inputs} is a directory for files that live until a handler has been started. */
    Launcher(Path inputs) {
        this.inputs = inputs;
    }

    /** Starts a handler; its standard input is a file, so that nobody has to wait until it reads. */
    Process start(Task task, Cage cage) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(task, cage)).directory(DIRECTORY);
        environment(task, builder.environment());
        Path input = Files.createTempFile(inputs, "event", ".json");
        try {
            Files.write(input, task.line());
            Process process = builder.redirectInput(input.toFile()).start();
            cage.hold(process);
            return process;
        } finally {
            Files.delete(input);
        }
    }

    private static List<String> command(Task task, Cage cage) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("/bin/sh", "-c", LAUNCH, "handler", cage.entrance(), user(task)));
        for (String argument : task.settings().command()) {
            command.add(substitute(argument, task.fields()));
        }
        return command;
    }

    /** Empty if that is us. */
    private static String user(Task task) {
        String user = task.settings().user();
        return user.equals(System.getProperty("user.name")) ? "" : user;
    }

    private static String substitute(String argument, Map<Field, String> fields) {
        return Field.in(argument)
                .replaceAll(braces -> Matcher.quoteReplacement(
                        Field.of(braces.group(1)).map(fields::get).orElse(braces.group())));
    }

    private static void environment(Task task, Map<String, String> environment) {
        environment.keySet().retainAll(INHERITED);
        task.fields().forEach((field, value) -> environment.put(field.variable(), value));
    }
}
