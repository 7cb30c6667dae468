package org.xennotify.listener.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.lifecycle.Printout;

class CliTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** Prints the platform that it was given. */
    private static final class Where implements Command {
        @Override
        public String name() {
            return "where";
        }

        @Override
        public String summary() {
            return "tells the platform";
        }

        @Override
        public Options options() {
            return new Options();
        }

        @Override
        public int run(Invocation invocation) {
            invocation.out().print(invocation.platform());
            return ExitStatus.DONE;
        }
    }

    private int run(Map<String, String> environment, String line) {
        Cli cli = new Cli(
                List.of(
                        new RunCommand(),
                        new GuestsCommand(),
                        new TailCommand(),
                        new TopCommand(),
                        new ReloadCommand(),
                        new PeekCommand(),
                        new QuiesceCommand(),
                        new ReplayCommand(),
                        new DoctorCommand(),
                        new Where()),
                environment,
                new Printout(out, UTF_8),
                new PrintStream(err, true, UTF_8));
        return cli.run(line.isEmpty() ? new String[0] : line.split(" "));
    }

    private int run(String line) {
        return run(Map.of(), line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--bogus",
                "-x",
                "--bogus run",
                "tail extra",
                "tail --type=",
                "tail --guest=",
                "top",
                "top --delay 0",
                "top --delay 26",
                "top --delay soon",
                "run --socket-mode rw",
                "run --socket-owner nobody-of-this-name",
                "run --socket-owner :nobody-of-this-name",
                "run --bogus",
                "run --output",
                "run extra",
                "guests --platform nonsense",
                "run --config x",
                "peek",
                "peek guest 0x1000",
                "peek guest 0x1000 16 more",
                "peek guest here 16",
                "peek guest 0x 16",
                "peek guest 0x10000000000000000 16",
                "peek guest -1 16",
                "peek guest 0x1000 0",
                "peek guest 0x1000 0xffffffffffffffff",
                "peek guest 0x1000 1073741825",
                "peek guest 0xffffffffffffffff 2",
                "peek guest 0x1000 16 --vcpu x",
                "peek guest 0x1000 16 --vcpu 1 --physical",
                "guests --jso",
                "guests --control=",
                "guests --control a --control b",
                "run --config=",
                "quiesce",
                "quiesce guest --timeout 0",
                "quiesce guest --timeout soon",
                "replay --since soon",
                "replay --since 1m --until 2m"
            })
    void whatIsNotUnderstoodIsOneSentenceAndStatus2(String line) {
        assertThat(run(line)).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString(UTF_8))
                .startsWith("xen-listen: ")
                .endsWith(".\n")
                .hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "run --help",
                "guests --help",
                "tail --help",
                "top --help",
                "doctor --help",
                "peek --help",
                "--version",
                "run --version"
            })
    void helpAndVersionAreToldAtBothLevels(String line) {
        assertThat(run(line)).isEqualTo(ExitStatus.DONE);
        assertThat(out.toString(UTF_8)).contains("xen-listen");
        assertThat(out.toString(UTF_8).lines()).allMatch(shown -> shown.length() < 80);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--platform linux where", "where --platform linux", "--platform sim:/x where --platform linux"})
    void thePlatformMayBeNamedBeforeOrBehindTheCommand(String line) {
        assertThat(run(Map.of("XEN_NOTIFY_PLATFORM", "netbsd"), line)).isEqualTo(ExitStatus.DONE);
        assertThat(out.toString(UTF_8)).isEqualTo("linux");
    }

    @Test
    void theEnvironmentNamesThePlatformElse() {
        run(Map.of("XEN_NOTIFY_PLATFORM", "netbsd"), "where");
        run("where");
        assertThat(out.toString(UTF_8)).isEqualTo("netbsdauto");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "guests --platform freebsd",
                "reload --platform sim:/nowhere",
                "guests --platform sim:/nowhere",
                "tail --platform sim:/nowhere",
                "run --platform sim:/nowhere",
                "peek guest 0x1000 16 --platform sim:/nowhere",
                "doctor --platform sim:/nowhere"
            })
    void whatIsNotToBeHadHereIsStatus69(String line) {
        assertThat(run(line)).isEqualTo(ExitStatus.UNAVAILABLE);
    }
}
