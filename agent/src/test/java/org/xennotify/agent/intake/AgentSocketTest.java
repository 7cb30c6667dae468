package org.xennotify.agent.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.ExitException;

class AgentSocketTest {
    @TempDir
    Path directory;

    private static AgentSocket bind(Path path) throws Exception {
        return AgentSocket.bind(new AgentSocket.Place(path, Optional.empty(), Optional.empty(), "rw-rw----"));
    }

    private static void assertRefused(Path path, String part) {
        assertThatExceptionOfType(ExitException.class)
                .isThrownBy(() -> bind(path))
                .withMessageContaining(part)
                .satisfies(e -> assertThat(e.exit()).isEqualTo(Exit.FAILED));
    }

    @Test
    void theDirectoryIsMadeAndTheModeSet() throws Exception {
        Path path = directory.resolve("run/a.sock");

        try (AgentSocket socket = bind(path)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.path())))
                    .isEqualTo("rw-rw----");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())))
                    .isEqualTo("rwxr-xr-x");
        }

        assertThat(path).doesNotExist();
    }

    @Test
    void aSocketThatIsServedIsLeftAlone() throws Exception {
        Path path = directory.resolve("a.sock");

        try (AgentSocket first = bind(path)) {
            assertRefused(path, "already running");
            assertThat(first.path()).exists();
        }
    }

    @Test
    void aSocketThatNobodyServesIsReplaced() throws Exception {
        Path path = directory.resolve("a.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }

        bind(path).close();

        assertThat(path).doesNotExist();
    }

    @Test
    void whatIsNoSocketIsNotReplaced() throws Exception {
        Path path = Files.writeString(directory.resolve("file"), "precious");

        assertRefused(path, "no socket");

        assertThat(path).hasContent("precious");
    }

    @Test
    void aPathThatCannotBeIsRefusedInASentence() throws Exception {
        Files.writeString(directory.resolve("file"), "");

        assertRefused(directory.resolve("file/a.sock"), "cannot make the socket");
        assertRefused(directory.resolve("x".repeat(120)), "cannot make the socket");
        assertRefused(Path.of("/"), "cannot make the socket");
    }

    @Test
    void aSocketThatAnotherHasReplacedIsNotRemoved() throws Exception {
        Path path = directory.resolve("a.sock");
        AgentSocket first = bind(path);
        Files.delete(path);

        try (AgentSocket second = bind(path)) {
            first.close();
            assertThat(second.path()).exists();
        }
    }
}
