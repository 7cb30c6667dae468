package org.xennotify.agent.command;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.xennotify.agent.door.Patience;
import org.xennotify.agent.outcome.ExitException;

/** What was typed behind a command, each thing checked as it is asked for. */
public final class Arguments {
    private final CommandLine line;

    private Arguments(CommandLine line) {
        this.line = line;
    }

    /** The options that stand before or behind every command, and these. */
    static Options options(Option... own) {
        Options options = new Options()
                .addOption(Option.builder("h").longOpt("help").get())
                .addOption(Option.builder().longOpt("version").get())
                .addOption(valued("platform"));
        for (Option option : own) {
            options.addOption(option);
        }
        return options;
    }

    static Option flag(String name) {
        return Option.builder().longOpt(name).get();
    }

    static Option valued(String name) {
        return Option.builder().longOpt(name).hasArg().get();
    }

    /**
     * Reads options and the rest in any order.
     *
     * @param stopAtRest whether what follows the first word that is no option is left alone
     */
    static Arguments parse(Options options, List<String> arguments, boolean stopAtRest) throws ExitException {
        DefaultParser parser = DefaultParser.builder()
                .setAllowPartialMatching(false)
                .setStripLeadingAndTrailingQuotes(false)
                .get();
        try {
            CommandLine line = parser.parse(options, arguments.toArray(String[]::new), stopAtRest);
            requireOneValueEach(line);
            return new Arguments(line);
        } catch (MissingArgumentException e) {
            throw withoutValue(e.getOption());
        } catch (UnrecognizedOptionException e) {
            throw ExitException.usage("unknown option '" + e.getOption()
                    + "': see --help, and put -- before words that begin with a dash.");
        } catch (ParseException e) {
            throw ExitException.usage(e.getMessage() + ": see --help.");
        }
    }

    private static void requireOneValueEach(CommandLine line) throws ExitException {
        Set<String> names = new HashSet<>();
        for (Option option : line.getOptions()) {
            if (!names.add(option.getLongOpt())) {
                throw ExitException.usage("option --" + option.getLongOpt() + " is there twice: leave one out.");
            }
            if (option.hasArg() && option.getValue().isEmpty()) {
                throw withoutValue(option);
            }
        }
    }

    private static ExitException withoutValue(Option option) {
        return ExitException.usage("option --" + option.getLongOpt() + " needs a value: see --help.");
    }

    boolean has(String option) {
        return line.hasOption(option);
    }

    Optional<String> text(String option) {
        return Optional.ofNullable(line.getOptionValue(option));
    }

    /** The words that are no options. */
    List<String> rest() {
        return line.getArgList();
    }

    /** A number of seconds up to a day, to the millisecond. */
    Optional<Duration> seconds(String option) throws ExitException {
        Optional<String> text = text(option);
        return text.isPresent() ? Optional.of(seconds(option, text.get())) : Optional.empty();
    }

    private static Duration seconds(String option, String text) throws ExitException {
        try {
            Duration duration = Duration.ofMillis(new BigDecimal(text)
                    .movePointRight(3)
                    .setScale(0, RoundingMode.CEILING)
                    .longValueExact());
            if (!duration.isNegative() && duration.compareTo(Patience.LONGEST) <= 0) {
                return duration;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // the same sentence as for a number out of range
        }
        throw ExitException.usage(
                "--" + option + " takes 0 to " + Patience.LONGEST.toSeconds() + " seconds, not '" + text + "'.");
    }

    /** For commands that take none. */
    void requireNoWords() throws ExitException {
        if (!rest().isEmpty()) {
            throw ExitException.usage("nothing is expected where '" + rest().get(0) + "' stands: see --help.");
        }
    }
}
