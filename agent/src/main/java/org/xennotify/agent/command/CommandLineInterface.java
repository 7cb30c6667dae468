package org.xennotify.agent.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;
import org.xennotify.lifecycle.Reason;

/** Finds the command that is meant, runs it, and says in one sentence what went wrong. */
public final class CommandLineInterface {
    private static final String NAME = "xen-notify";

    private final Terminal terminal;
    private final Map<String, String> environment;

    public CommandLineInterface(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
    }

    /** Runs what was typed. */
    public Exit run(List<String> typed) {
        try {
            Exit exit = find(typed);
            terminal.out().check();
            return exit;
        } catch (ExitException e) {
            return fail(e.exit(), e);
        } catch (UnavailableException e) {
            return fail(Exit.UNAVAILABLE, e);
        } catch (IOException e) {
            return fail(Exit.FAILED, e);
        }
    }

    private Exit fail(Exit exit, Exception e) {
        terminal.out().flush();
        terminal.err().println(NAME + ": " + Reason.of(e));
        return exit;
    }

    private Exit find(List<String> typed) throws IOException, ExitException {
        Arguments first = Arguments.parse(Arguments.options(), typed, true);
        if (first.has("version")) {
            return version();
        }
        if (first.rest().isEmpty()) {
            return first.has("help") ? help(NAME) : fail(Exit.USAGE, ExitException.usage("which command? See --help."));
        }
        String name = first.rest().get(0);
        Command command = command(name);
        Arguments own = Arguments.parse(
                command.options(), first.rest().subList(1, first.rest().size()), false);
        if (own.has("version")) {
            return version();
        }
        if (first.has("help") || own.has("help")) {
            return help(name);
        }
        return command.run(new Invocation(own, platform(own, first), terminal));
    }

    private static Command command(String name) throws ExitException {
        return switch (name) {
            case "agent" -> new AgentCommand();
            case "send" -> new SendCommand();
            case "status" -> new StatusCommand();
            case "doctor" -> new DoctorCommand();
            case "rehearse" -> new RehearseCommand();
            default ->
                throw ExitException.usage(
                        "unknown " + (name.startsWith("-") ? "option" : "command") + " '" + name + "': see --help.");
        };
    }

    private String platform(Arguments own, Arguments first) {
        String otherwise = Optional.ofNullable(environment.get(Platform.ENVIRONMENT))
                .filter(named -> !named.isEmpty())
                .orElse(Platform.AUTO);
        return own.text("platform").or(() -> first.text("platform")).orElse(otherwise);
    }

    private Exit version() {
        String version = CommandLineInterface.class.getPackage().getImplementationVersion();
        terminal.out().println(NAME + " " + (version == null ? "(not packaged)" : version));
        terminal.out().flush();
        return Exit.DONE;
    }

    private Exit help(String name) throws IOException {
        try (InputStream page = CommandLineInterface.class.getResourceAsStream("/help/" + name + ".txt")) {
            if (page == null) {
                throw new IOException("the help for " + name + " is missing from this installation");
            }
            terminal.out().print(new String(page.readAllBytes(), UTF_8));
        }
        terminal.out().flush();
        return Exit.DONE;
    }
}
