package org.xennotify.listener.command;

import java.io.IOException;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;
import org.xennotify.lifecycle.Printout;
import org.xennotify.lifecycle.Reason;

/** Finds the command that is asked for, runs it, and turns what goes wrong into one sentence and an exit status. */
public final class Cli {
    private static final String SEE = "; see xen-listen --help.";

    private final List<Command> commands;
    private final Map<String, String> environment;
    private final Printout out;
    private final PrintStream err;

    public Cli(List<Command> commands, Map<String, String> environment, Printout out, PrintStream err) {
        this.commands = commands;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Runs what the arguments ask for; returns the exit status. */
    public int run(String... args) {
        try {
            int status = dispatch(args);
            out.check();
            return status;
        } catch (UsageException e) {
            return failed(e, ExitStatus.USAGE);
        } catch (UnavailableException e) {
            return failed(e, ExitStatus.UNAVAILABLE);
        } catch (TimedOutException e) {
            return failed(e, ExitStatus.TIMED_OUT);
        } catch (IOException e) {
            return failed(e, ExitStatus.FAILED);
        }
    }

    private int failed(Exception e, int status) {
        err.println("xen-listen: " + Reason.of(e));
        return status;
    }

    private int dispatch(String[] args) throws UsageException, IOException {
        CommandLine before = parse(common(), args, true);
        if (before.hasOption("help") || before.hasOption("version")) {
            return tell(before, Help.ofAll(commands, common()));
        }
        List<String> rest = before.getArgList();
        if (rest.isEmpty()) {
            throw new UsageException("no command given" + SEE);
        }
        Command command = find(rest.get(0));
        CommandLine after = parse(with(command), rest.subList(1, rest.size()).toArray(String[]::new), false);
        if (after.hasOption("help") || after.hasOption("version")) {
            return tell(after, Help.of(command, common()));
        }
        checkArguments(command, after.getArgList());
        return command.run(new Invocation(platform(before, after), after, out));
    }

    private static void checkArguments(Command command, List<String> arguments) throws UsageException {
        int wanted = command.arguments().size();
        if (arguments.size() > wanted) {
            throw new UsageException(command.name() + " takes no argument '" + arguments.get(wanted) + "'" + SEE);
        }
        if (arguments.size() < wanted || arguments.contains("")) {
            throw new UsageException(command.name() + " needs " + String.join(" ", command.arguments()) + SEE);
        }
    }

    private int tell(CommandLine asked, String help) {
        out.print(asked.hasOption("help") ? help : version());
        return ExitStatus.DONE;
    }

    private static String version() {
        String version = Cli.class.getPackage().getImplementationVersion();
        return "xen-listen " + (version == null ? "(not packaged)" : version) + System.lineSeparator();
    }

    private Command find(String name) throws UsageException {
        Optional<Command> found =
                commands.stream().filter(command -> command.name().equals(name)).findFirst();
        String kind = name.startsWith("-") ? "option" : "command";
        return found.orElseThrow(() -> new UsageException("unknown " + kind + " '" + name + "'" + SEE));
    }

    private String platform(CommandLine before, CommandLine after) {
        String first = before.getOptionValue("platform", environment.getOrDefault(Platform.ENVIRONMENT, "auto"));
        return after.getOptionValue("platform", first);
    }

    private static CommandLine parse(Options options, String[] args, boolean upToCommand) throws UsageException {
        try {
            DefaultParser parser =
                    DefaultParser.builder().setAllowPartialMatching(false).get();
            CommandLine line = parser.parse(options, args, upToCommand);
            requireOneValueEach(line);
            return line;
        } catch (MissingArgumentException e) {
            throw withoutValue(e.getOption());
        } catch (UnrecognizedOptionException e) {
            throw new UsageException("unknown option '" + e.getOption() + "'" + SEE);
        } catch (ParseException e) {
            throw new UsageException(e.getMessage() + SEE);
        }
    }

    private static void requireOneValueEach(CommandLine line) throws UsageException {
        Set<String> names = new HashSet<>();
        for (Option option : line.getOptions()) {
            if (!names.add(option.getLongOpt())) {
                throw new UsageException("option --" + option.getLongOpt() + " is there twice: leave one out.");
            }
            if (option.hasArg() && option.getValue().isEmpty()) {
                throw withoutValue(option);
            }
        }
    }

    private static UsageException withoutValue(Option option) {
        return new UsageException("option --" + option.getLongOpt() + " needs a value" + SEE);
    }

    private static Options common() {
        return new Options()
                .addOption(option("help", "says what there is"))
                .addOption(option("version", "says which version this is"))
                .addOption(option(
                        "platform",
                        "WHERE",
                        Platform.CHOICES + "; default: the environment's " + Platform.ENVIRONMENT + ", or auto"));
    }

    private static Options with(Command command) {
        Options options = common();
        command.options().getOptions().forEach(options::addOption);
        return options;
    }

    static Option option(String name, String description) {
        return Option.builder().longOpt(name).desc(description).get();
    }

    static Option option(String name, String value, String description) {
        return Option.builder()
                .longOpt(name)
                .hasArg()
                .argName(value)
                .desc(description)
                .get();
    }
}
