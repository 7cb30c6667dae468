package org.xennotify.listener.command;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** The texts of {@code --help}. */
final class Help {
    private Help() {}

    static String ofAll(List<Command> commands, Options common) {
        StringBuilder names = new StringBuilder();
        commands.forEach(command -> line(names, command.name(), command.summary()));
        return """
                xen-listen hears in Dom0 what happens in guests.

                usage: xen-listen [OPTIONS] COMMAND [OPTIONS]

                commands:
                %s
                options:
                %s
                exit status: 0 done, 1 failed, 2 usage, 3 timed out, 69 not available here
                """.formatted(names, lines(common));
    }

    static String of(Command command, Options common) {
        return """
                xen-listen %1$s: %2$s

                usage: xen-listen %1$s [OPTIONS]%3$s

                options:
                %4$s""".formatted(
                command.name(), command.summary(), arguments(command), lines(command.options()) + lines(common));
    }

    private static String arguments(Command command) {
        return command.arguments().stream().map(argument -> " " + argument).collect(Collectors.joining());
    }

    private static String lines(Options options) {
        StringBuilder text = new StringBuilder();
        for (Option option : options.getOptions()) {
            String value = option.hasArg() ? " " + option.getArgName() : "";
            line(text, "--" + option.getLongOpt() + value, option.getDescription());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String description) {
        text.append("  %-20s %s%n".formatted(name, description));
    }
}
