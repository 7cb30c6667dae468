package org.xennotify.agent.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.lifecycle.Printout;

class CommandLineInterfaceTest {
    @TempDir
    Path nowhere;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Exit run(String... typed) {
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]), new Printout(out, UTF_8), new PrintStream(err, true, UTF_8));
        return new CommandLineInterface(terminal, Map.of("XEN_NOTIFY_PLATFORM", "sim:" + nowhere + ":1"))
                .run(List.of(typed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "-h",
                "agent --help",
                "send --help",
                "--help send",
                "send --platform auto --help",
                "status --help",
                "doctor --help"
            })
    void helpGoesToStandardOutput(String typed) {
        assertThat(run(typed.split(" "))).isEqualTo(Exit.DONE);
        assertThat(out.toString(UTF_8)).startsWith("xen-notify").contains("Exit status:");
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xen-notify", "agent", "send", "status", "doctor", "rehearse"})
    void noLineOfHelpIsTooWideForATerminal(String page) {
        run(page.equals("xen-notify") ? new String[] {"--help"} : new String[] {page, "--help"});

        assertThat(out.toString(UTF_8).lines()).allMatch(line -> line.length() < 80);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--bogus                            | unknown option '--bogus'",
                "sned                               | unknown command 'sned'",
                "send                               | TYPE is missing",
                "send --bogus t                     | unknown option '--bogus'",
                "send a b c                         | put DATA in quotes",
                "send bad/type                      | a type is",
                "send xen-notify.gap                | the listener's own",
                "send t -5                          | unknown option '-5'",
                "send t --wait                      | --wait needs a value",
                "send t --wait 0                    | more than 0",
                "send t --wait soon                 | --wait takes 0 to 86400 seconds",
                "send t --timeout -1                | --timeout takes",
                "send t --timeout 1e9               | --timeout takes",
                "send t --timeout 1e999999999       | --timeout takes",
                "send t --via window                | --via takes auto",
                "send t --via bell                  | the bell carries nothing",
                "send --via bell --wait 1           | nobody answers a bell",
                "send --via ring --via store t      | option --via is there twice",
                "send --lines t data                | leave DATA out",
                "send t \uFFFD                      | cannot be read in this locale",
                "agent now                          | where 'now' stands",
                "agent --socket-mode rw             | three octal digits",
                "agent --socket-owner no-such-user  | no user",
                "agent --socket-owner :no-such-one  | no group",
                "agent --ring-size 5000             | --ring-size takes",
                "agent --ring-size 2097152          | --ring-size takes",
                "agent --ring-size 4096 --no-ring   | exclude each other",
                "--platform moon doctor             | unknown platform 'moon'",
                "doctor --platform sim:/x:99999     | is no domid"
            })
    void whatCannotBeMeantIsToldInOneSentence(String typed, String part) {
        assertThat(run(typed.split(" "))).isEqualTo(Exit.USAGE);
        assertThat(err.toString(UTF_8))
                .startsWith("xen-notify: ")
                .contains(part)
                .hasLineCount(1);
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send t",
                "send --via store t",
                "send --via ring t",
                "send --via bell",
                "send --via trap t",
                "status",
                "agent"
            })
    void whereThereIsNoXenTheExitStatusIs69(String typed) {
        assertThat(run(typed.split(" "))).isEqualTo(Exit.UNAVAILABLE);
        assertThat(err.toString(UTF_8)).startsWith("xen-notify: ").hasLineCount(1);
    }

    @Test
    void theDoctorListsEveryDoor() {
        assertThat(run("doctor")).isEqualTo(Exit.UNAVAILABLE);
        assertThat(out.toString(UTF_8).lines().map(line -> line.split(" ")[0]))
                .containsExactly("platform", "agent", "bell", "ring", "store", "trap", "listener");
    }

    @Test
    void autoSaysWhatWasTried() {
        run("send", "t");

        assertThat(err.toString(UTF_8)).contains("no agent answers at").contains("Nor the store:");
    }

    @Test
    void aRehearsalNeedsNoXen() {
        assertThat(run("rehearse")).isEqualTo(Exit.DONE);
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void theVersionIsALine() {
        assertThat(run("--version")).isEqualTo(Exit.DONE);
        assertThat(out.toString(UTF_8)).startsWith("xen-notify ").hasLineCount(1);
    }
}
