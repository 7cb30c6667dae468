package org.xennotify.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketAccessTest {
    @TempDir
    private Path directory;

    @Test
    void shouldTakeNothingElseForASocket() throws IOException {
        Path path = directory.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Path link = Files.createSymbolicLink(directory.resolve("link"), path);
            assertThat(SocketAccess.isSocket(path)).isTrue();
            assertThat(SocketAccess.isSocket(link)).isFalse();
        }
        assertThat(SocketAccess.isSocket(Path.of("/dev/null"))).isFalse();
        assertThat(SocketAccess.isSocket(directory)).isFalse();
        assertThat(SocketAccess.isSocket(Files.createFile(directory.resolve("file"))))
                .isFalse();
    }
}
