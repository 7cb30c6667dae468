package org.xennotify.listener.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.event.Door;

class ConfigurationFileTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("routes.toml");
    }

    private Configuration read(String text) throws IOException {
        Files.writeString(file, text);
        return ConfigurationFile.read(file);
    }

    private void assertRefused(String text, String... lines) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigurationException.class)
                .satisfies(e -> {
                    List<String> told = e.getMessage().lines().toList();
                    assertThat(told).hasSameSizeAs(lines);
                    for (int i = 0; i < lines.length; i++) {
                        assertThat(told.get(i)).startsWith(file + ":").contains(lines[i]);
                    }
                });
    }

    private Path program(String name, String permissions) throws IOException {
        Path program = Files.writeString(directory.resolve(name), "#!/bin/sh\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void shouldReadEveryKey() throws IOException {
        Path program = program("scan", "rwxr-xr-x");
        Configuration configuration = read("""
                # what matters most comes first
                [[route]]
                type = "security.*"
                guest = "web-*"
                door = ["ring", "store"]
                rate = { events = 100, burst = 200, bytes = 4096 }
                run = ["%s", "{xendomid}"]
                user = "root"
                timeout = "1m"
                to = ["stdout", "%s/a", { path = "%s/b", size = 10000, keep = 3 }]

                [[route]]
                accept = false

                [[route]]
                door = ["trap", "bell"]
                hold = "250ms"
                """.formatted(program, directory, directory));
        assertThat(configuration.routes()).hasSize(3);
        assertThat(configuration.routes().get(2).hold()).isEqualTo(Duration.ofMillis(250));
        RouteSettings first = configuration.routes().get(0);
        assertThat(first.type()).hasToString("security.*");
        assertThat(first.doors()).containsExactlyInAnyOrder(Door.RING, Door.STORE);
        assertThat(first.rate()).isEqualTo(new Rate(100, 200, 4096));
        assertThat(first.handler())
                .contains(new HandlerSettings(
                        List.of(program.toString(), "{xendomid}"), "root", Duration.ofMinutes(1), false, List.of()));
        assertThat(first.to())
                .containsExactly(
                        Destination.STANDARD_OUTPUT,
                        new Destination.File(directory.resolve("a"), 0, 0),
                        new Destination.File(directory.resolve("b"), 10000, 3));
        assertThat(configuration.routes().get(1).accept()).isFalse();
    }

    @Test
    void shouldReadTheJournal() throws IOException {
        Path journal = directory.resolve("journal");
        assertThat(read("[[route]]\n").journal()).isEmpty();
        assertThat(read("journal = { path = \"%s\" }".formatted(journal)).journal())
                .contains(new JournalSettings(journal, 1 << 30, true));
        assertThat(read("journal = { path = \"%s\", max_size = 2_000_000, sync = \"never\" }".formatted(journal))
                        .journal())
                .contains(new JournalSettings(journal, 2_000_000, false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                             | the journal's path is absolute
                    { path = "journal" }                           | the journal's path is absolute
                    { path = "/no/such/journal" }                  | there is no directory for the journal
                    { path = "/proc/version" }                     | the journal is a directory
                    { path = "/var/journal", max_size = 1_000 }    | max_size is at least 1048576 bytes
                    { path = "/var/journal", sync = "often" }      | 'often' is no sync: use always or never
                    { path = "/var/journal", size = 1 }            | unknown key 'size'
                    """)
    void shouldRefuseAJournalThatMakesNoSense(String journal, String sentence) {
        assertRefused("journal = " + journal, "1: " + sentence);
    }

    @Test
    void shouldFillInWhatIsLeftOut() throws IOException {
        RouteSettings route = read("[[route]]\n").routes().get(0);
        assertThat(route.doors()).containsExactlyInAnyOrder(Door.values());
        assertThat(route.accept()).isTrue();
        assertThat(route.rate()).isEqualTo(Rate.UNLIMITED);
        assertThat(route.hold()).isEqualTo(Duration.ofSeconds(1));
        assertThat(route.handler()).isEmpty();
        assertThat(route.to()).containsExactly(Destination.STANDARD_OUTPUT);
    }

    @Test
    void theExampleIsRight() throws IOException {
        assertThat(ConfigurationFile.read(Path.of("src/main/examples/routes.toml"))
                        .routes())
                .hasSize(5);
    }

    @Test
    void theExampleOfIntrospectionIsRightOnceItsProgramIsThere() throws IOException {
        Path program = program("introspect", "rwxr-xr-x");
        String text = Files.readString(Path.of("src/main/examples/introspect.toml"))
                .replace("/usr/local/libexec/introspect", program.toString());
        assertThat(read(text).routes()).hasSize(1);
    }

    @Test
    void anEmptyFileAcceptsNothing() throws IOException {
        assertThat(read("").routes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            typ = "a"                            | unknown key 'typ'
            type = 5                             | type must be a text in quotes
            type = ""                            | an empty pattern matches nothing
            guest = true                         | guest must be a text
            door = "window"                      | 'window' is no door
            door = ["bell", 3]                   | door must be a list of texts
            accept = "no"                        | accept must be true or false
            rate = 100                           | rate must be a table
            rate = { events = 0 }                | events must be at least 1
            rate = { events = 1.5 }              | events must be a number
            rate = { events = 1000001 }          | events and burst are 1 to 1000000
            rate = { burst = 10 }                | it needs events beside it
            rate = { bytes = -1 }                | bytes must be at least 1
            rate = { evnets = 1 }                | unknown key 'evnets': here stand events, burst, bytes
            run = "/bin/true"                    | run must be a list
            run = []                             | run needs a program
            run = ["true"]                       | 'true' is not an absolute path
            run = ["a\\nb\\r"]                   | 'a?b?' is not an absolute path
            run = ["/bin/{type}"]                | no {field} may stand
            run = ["/bin/true", "{data}"]        | {data} may not stand in run
            run = ["/no/such/program"]           | there is no program /no/such/program
            run = ["/etc/passwd"]                | /etc/passwd is not executable
            run = ["/etc"]                       | there is no program /etc
            user = "nobody"                      | user needs run beside it
            timeout = "5s"                       | timeout needs run beside it
            to = "/no/such/directory/file"       | there is no directory for
            to = "events.jsonl"                  | neither stdout nor an absolute path
            to = "/tmp/{type}"                   | no {field} may stand
            to = [1]                             | to names
            to = [{ path = "/tmp/x", size = 1 }] | size is at least 4096
            to = "/tmp"                          | /tmp is a directory
            pause = true                         | pause needs run beside it
            hold = 1                             | hold must be a text in quotes
            hold = "1"                           | '1' is no duration
            """)
    void shouldRefuseWithTheLine(String line, String sentence) {
        String text = "\n[[route]]\ntype = \"a\"\n\n[[route]]\n# here:\n" + line + "\n";
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(file + ":7: ")
                .hasMessageContaining(sentence)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @Test
    void shouldRefuseARouteThatMakesNoSense() {
        assertRefused("\n[[route]]\ndoor = []\n", ":2: a route without a door");
        assertRefused("\n[[route]]\nhold = \"11s\"\n", ":2: hold is 1ms to 10s");
        assertRefused("\n[[route]]\nhold = \"0s\"\n", ":2: hold is 1ms to 10s");
        assertRefused("\n[[route]]\ndoor = \"ring\"\nhold = \"1s\"\n", ":4: hold is for traps");
        assertRefused("\n[[route]]\nto = [\"stdout\", \"stdout\"]\n", ":2: a place stands twice");
        assertRefused("\n[[route]]\naccept = false\nrun = [\"/bin/true\"]\n", ":2: nothing runs for events");
    }

    @Test
    void shouldReadWhatAHandlerIsToKnowOfItsGuest() throws Exception {
        HandlerSettings handler = read("""
                [[route]]
                door = "trap"
                run = ["/bin/true"]
                pause = true
                read = [{ pointer = 0, length = 64 }, { pointer = 4088, length = 65536 }]
                """).routes().get(0).handler().orElseThrow();
        assertThat(handler.pause()).isTrue();
        assertThat(handler.reads()).containsExactly(new MemoryRead(0, 64), new MemoryRead(4088, 65_536));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                                        | ring | :5: read is for traps only
            [{ pointer = 0, length = 1 }]             | ring | :5: read is for traps only
            { pointer = 0, length = 1 }               | trap | :5: read must be a list in [ ]
            [{ pointer = 0 }]                         | trap | :5: read lists { pointer = 0 … 4088, length = 1 … 65536 }
            [{ length = 1 }]                          | trap | :5: read lists {
            [{ pointer = -1, length = 1 }]            | trap | :5: read lists {
            [{ pointer = 4089, length = 1 }]          | trap | :5: read lists {
            [{ pointer = 0, length = 0 }]             | trap | :5: read lists {
            [{ pointer = 0, length = 65537 }]         | trap | :5: read lists {
            [{ pointer = 4294967296, length = 1 }]    | trap | :5: read lists {
            [{ pointer = 0, length = 1, size = 1 }]   | trap | :5: unknown key 'size': here stand pointer, length
            [1]                                       | trap | :5: read lists {
            """)
    void shouldRefuseToReadWhatItCannot(String reads, String door, String sentence) {
        assertRefused(
                "[[route]]\ndoor = \"" + door + "\"\n" + "run = [\"/bin/true\"]\npause = false\nread = " + reads + "\n",
                sentence);
    }

    @Test
    void shouldRefuseToReadWithoutAnybodyToReadFor() {
        assertRefused(
                "[[route]]\ndoor = \"trap\"\nread = [{ pointer = 0, length = 1 }]\n", ":3: read needs run beside it");
        String many = "{ pointer = 0, length = 1 }, ".repeat(17);
        assertRefused(
                "[[route]]\ndoor = \"trap\"\nread = [" + many + "]\nrun = [\"/bin/true\"]\n",
                ":4: read lists at most 16 pieces");
    }

    @Test
    void shouldTellAllThatIsWrongInTheOrderOfLines() {
        assertRefused(
                """
                [[route]]
                type = \"""
                [[route]]
                colour = 1\"""
                run = [
                  "/no/such/program",  # ]
                ]
                timeout = "soon"

                [[route]]
                colour = "red"

                [route.rate]
                events = "many"

                [[rout]]
                """,
                ":5: there is no program",
                ":8: 'soon' is no duration",
                ":11: unknown key 'colour'",
                ":14: events must be a number",
                ":16: unknown key 'rout'");
    }

    @Test
    void shouldTellWhereItIsNotToml() {
        assertRefused("[[route]]\ntype = \"a\"\nguest = web\n", ":3: not TOML");
    }

    @Test
    void shouldRefuseAnUnknownUser() {
        assertRefused(
                "[[route]]\nrun = [\"/bin/true\"]\nuser = \"no-such-user\"\n", ":3: there is no user 'no-such-user'");
    }

    @Test
    void shouldRefuseAProgramThatAnybodyCanChange() throws IOException {
        Path program = program("open", "rwxr-xrwx");
        assertRefused("[[route]]\nrun = [\"" + program + "\"]", ":2: " + program + " can be changed by anybody");
    }

    @Test
    void shouldRefuseAProgramInADirectoryThatAnybodyCanChange() throws IOException {
        Path open = Files.createDirectories(directory.resolve("open/inner"));
        Files.writeString(open.resolve("scan"), "");
        Files.setPosixFilePermissions(open.resolve("scan"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(open.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertRefused(
                "[[route]]\nrun = [\"" + open.resolve("scan") + "\"]", open.getParent() + " can be changed by anybody");
    }

    @Test
    void shouldTakeAProgramInADirectoryWhereNobodyCanReplaceIt() throws IOException {
        Path sticky = Files.createDirectories(directory.resolve("sticky"));
        Files.writeString(sticky.resolve("scan"), "");
        Files.setPosixFilePermissions(sticky.resolve("scan"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(sticky, "unix:mode", 01777);
        assertThat(read("[[route]]\nrun = [\"" + sticky.resolve("scan") + "\"]").routes())
                .hasSize(1);
    }

    @Test
    void shouldRefuseALinkThatAnybodyCanReplace() throws IOException {
        Path open = Files.createDirectories(directory.resolve("open"));
        Path link = Files.createSymbolicLink(open.resolve("scan"), program("scan", "rwxr-xr-x"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertRefused("[[route]]\nrun = [\"" + link + "\"]", open + " can be changed by anybody");
    }

    @Test
    void shouldRefuseAFileThatAnybodyCanChange() throws IOException {
        Files.writeString(file, "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatThrownBy(() -> ConfigurationFile.read(file)).hasMessageContaining("can be changed by anybody");
    }

    @Test
    void shouldSayThatThereIsNoFile() {
        assertThatThrownBy(() -> ConfigurationFile.read(file)).hasMessage("there is no file " + file + ".");
    }

    @Test
    void shouldRefuseTwoSizesOfOneFile() {
        String one = "{ path = \"" + directory + "/x\", size = 5000 }";
        String other = "{ path = \"" + directory + "/x\", size = 6000 }";
        assertRefused(
                "[[route]]\nto = [" + one + "]\n[[route]]\nto = [" + other + "]\n",
                ":4: " + directory + "/x has another");
    }

    @Test
    void shouldReadThePortOfMetrics() throws IOException {
        assertThat(read("metrics = { port = 9710 }").metrics()).contains(new MetricsSettings(9710));
        assertThat(read("").metrics()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"port = 0", "port = 65536", "port = -1"})
    void shouldRefuseMetricsWithoutAPort(String settings) {
        assertRefused("metrics = { " + settings + " }", ":1: a port is 1 to 65535");
    }
}
