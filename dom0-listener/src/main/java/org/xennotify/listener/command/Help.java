package org.xennotify.listener.command;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** The texts of {@code --help}. */
final class Help {
    /** A terminal has 80 columns at least. */
    private static final int WIDTH = 79;

    /** Where descriptions begin. */
    private static final int INDENT = 23;

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
                %2$s
                usage: xen-listen %1$s [OPTIONS]%3$s

                options:
                %4$s""".formatted(
                        command.name(),
                        wrapped("xen-listen " + command.name() + ":", command.summary(), 2),
                        arguments(command),
                        lines(command.options()) + lines(common));
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
        text.append(wrapped("  %-20s".formatted(name), description, INDENT));
    }

    /** Words behind others, in lines that are not too wide, all but the first indented. */
    private static String wrapped(String first, String words, int indent) {
        StringBuilder text = new StringBuilder(first);
        int column = first.length();
        for (String word : words.split(" ", -1)) {
            if (column + 1 + word.length() > WIDTH) {
                text.append(System.lineSeparator()).append(" ".repeat(indent - 1));
                column = indent - 1;
            }
            text.append(' ').append(word);
            column += 1 + word.length();
        }
        return text.append(System.lineSeparator()).toString();
    }
}
