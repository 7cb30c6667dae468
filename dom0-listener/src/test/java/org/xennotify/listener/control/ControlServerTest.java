package org.xennotify.listener.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.device.UnavailableException;
import org.xennotify.lifecycle.SocketAccess;
import org.xennotify.listener.session.GuestStatus;
import org.xennotify.listener.sink.Followers;

class ControlServerTest {
    @TempDir
    Path directory;

    private final Followers followers = new Followers("host");
    private Path socket;
    private ControlServer server;

    @BeforeEach
    void start() throws IOException {
        socket = directory.resolve("listen.sock");
        GuestStatus guest = new GuestStatus(
                3,
                "a\"b",
                new UUID(0, 3),
                "store",
                "-",
                "",
                5,
                0.25,
                Optional.empty(),
                OptionalLong.of(-9),
                6,
                7,
                8,
                "nodes");
        server = ControlServer.start(
                socket, SocketAccess.OWN, new Answers(() -> List.of(guest, guest), () -> 0, this::quiesce), followers);
    }

    /** Domain 3 has obeyed, domain 4 has not, and there is no other. */
    private boolean quiesce(int domid, boolean quiet) throws IOException {
        if (domid < 3 || domid > 4) {
            throw new IOException("no domain " + domid + ".");
        }
        return domid == 3 || !quiet;
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void guestsAreToldAsJson() throws IOException {
        assertThat(ControlClient.ask(socket, "guests"))
                .startsWith("{\"ok\":true,\"guests\":[{\"domid\":3,\"name\":\"a\\\"b\",")
                .endsWith(
                        ",\"events\":5,\"rate\":0.3,\"lastEvent\":\"\",\"lagMillis\":-9,\"backlog\":6,\"gaps\":7,\"droppedReplies\":8,\"throttled\":\"nodes\"}]}");
    }

    @Test
    void guestsAreQuiescedByTheirDomid() throws IOException {
        assertThat(ControlClient.ask(socket, "quiesce", 3)).isEqualTo("{\"ok\":true,\"done\":true}");
        assertThat(ControlClient.ask(socket, "quiesce", 4)).isEqualTo("{\"ok\":true,\"done\":false}");
        assertThat(ControlClient.ask(socket, "resume", 4)).isEqualTo("{\"ok\":true,\"done\":true}");
        assertThat(ControlClient.ask(socket, "quiesce", 5)).isEqualTo("{\"ok\":false,\"error\":\"no domain 5.\"}");
        assertThat(ControlClient.ask(socket, "quiesce")).contains("\"ok\":false");
    }

    @Test
    void whatIsNotKnownIsSaidSo() throws IOException {
        assertThat(ControlClient.ask(socket, "dance")).startsWith("{\"ok\":false,\"error\":");
    }

    @Test
    void onlyTheOwnerMayUseTheSocket() throws IOException {
        assertThat(Files.getPosixFilePermissions(socket)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void requestsOfOneConnectionAreAnsweredInOrder() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(UTF_8.encode("{\"command\":\"guests\"}\nnonsense\n{\"command\":\"guests\"}\n"));
            StringBuilder answers = new StringBuilder();
            while (answers.chars().filter(c -> c == '\n').count() < 3) {
                ByteBuffer piece = ByteBuffer.allocate(64);
                channel.read(piece);
                answers.append(UTF_8.decode(piece.flip()));
            }
            assertThat(answers.toString().lines().map(line -> line.substring(6, 10)))
                    .containsExactly("true", "fals", "true");
        }
    }

    private static String untilTheEnd(SocketChannel channel) throws IOException {
        return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
    }

    @Test
    void aLineWithoutEndIsHungUpOnWithAWord() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.allocate(4096));
            assertThat(untilTheEnd(channel)).contains("\"ok\":false", "newline");
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(UTF_8.encode("{\"command\":\"guests\"}"));
            channel.shutdownOutput();
            assertThat(untilTheEnd(channel)).contains("\"ok\":false", "newline");
        }
        assertThat(ControlClient.ask(socket, "guests")).contains("\"ok\":true");
    }

    @Test
    void aClientThatSaysNothingHoldsNobodyUp() throws IOException {
        try (SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            assertThat(silent.isConnected()).isTrue();
            assertThat(ControlClient.ask(socket, "guests")).contains("\"ok\":true");
        }
    }

    @Test
    void aSocketThatADeadListenerLeftIsReplaced() throws IOException {
        Path left = directory.resolve("left.sock");
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(left));
        }
        try (ControlServer again = ControlServer.start(left, SocketAccess.OWN, request -> Answer.of("{}"), followers)) {
            assertThat(again).isNotNull();
            assertThat(ControlClient.ask(left, "x")).isEqualTo("{}");
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "mine");
        assertThatThrownBy(() -> ControlServer.start(file, SocketAccess.OWN, request -> Answer.of("{}"), followers))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("--control");
        assertThat(file).hasContent("mine");
    }

    @Test
    void withoutAListenerTheRemedyIsNamed() {
        assertThatThrownBy(() -> ControlClient.ask(directory.resolve("none"), "guests"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("xen-listen run");
    }
}
