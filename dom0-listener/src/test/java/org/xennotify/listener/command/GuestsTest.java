package org.xennotify.listener.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.lifecycle.Printout;
import org.xennotify.lifecycle.SocketAccess;
import org.xennotify.listener.control.Answers;
import org.xennotify.listener.control.ControlServer;
import org.xennotify.listener.session.GuestStatus;
import org.xennotify.listener.sink.Followers;

class GuestsTest {
    private static final String NAME = "a\u001b[2J\r\nb\u202e\u0085\u007fc";

    @TempDir
    Path run;

    private String guests(String options) throws IOException {
        GuestStatus guest = new GuestStatus(
                3,
                NAME,
                new UUID(0, 3),
                "ring+store",
                "attached",
                "00",
                5,
                1.5,
                Optional.empty(),
                OptionalLong.of(250),
                6,
                7,
                8,
                "nodes+epochs");
        Path socket = run.resolve("control");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ControlServer server = ControlServer.start(
                socket,
                SocketAccess.OWN,
                new Answers(() -> List.of(guest), () -> 0, (domid, quiet) -> true),
                new Followers("host"))) {
            assertThat(server).isNotNull();
            Printout stream = new Printout(out, UTF_8);
            Cli cli = new Cli(List.of(new GuestsCommand()), Map.of(), stream, stream);
            String line = "guests --platform sim:/tmp --control " + socket + options;
            assertThat(cli.run(line.split(" "))).isEqualTo(ExitStatus.DONE);
        }
        return out.toString(UTF_8);
    }

    @Test
    void aNameCanNeitherEndALineNorMoveACursor() throws IOException {
        assertThat(guests("")).hasLineCount(2).matches("[ -~\\n]*").contains("a?[2J??b???c");
        assertThat(guests(" --json"))
                .hasLineCount(1)
                .matches("[ -~\\n]*")
                .contains("\"name\":\"a\\u001B[2J\\r\\nb\\u202E");
    }

    @Test
    void whoIsHeldBackIsToldWithTheReason() throws IOException {
        assertThat(guests("").lines().map(line -> line.replaceAll(" +", " ")))
                .first()
                .asString()
                .contains("RATE BACKLOG LAST LAG THROTTLED");
        assertThat(guests("")).containsPattern(" 1.5 +6 +- +0.25s +nodes\\+epochs ");
        assertThat(guests(" --json")).contains("\"throttled\":\"nodes+epochs\"");
    }
}
