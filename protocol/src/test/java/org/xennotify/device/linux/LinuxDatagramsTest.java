package org.xennotify.device.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.device.UnixDatagrams;
import org.xennotify.device.UnixDatagrams.Datagram;

@EnabledOnOs(OS.LINUX)
@Timeout(20)
class LinuxDatagramsTest {
    @TempDir
    private Path directory;

    private Path path;
    private LinuxDatagrams datagrams;

    @BeforeEach
    void bind() throws IOException {
        path = directory.resolve("notify");
        datagrams = LinuxDatagrams.open();
        datagrams.bind(path);
    }

    @AfterEach
    void close() {
        datagrams.close();
    }

    private void send(String python) throws Exception {
        String program = "import os, socket\ns = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\ns.connect('" + path
                + "')\n" + python;
        Process sender =
                new ProcessBuilder("python3", "-c", program).inheritIO().start();
        assertThat(sender.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(sender.exitValue()).isZero();
    }

    private String receive() throws IOException {
        return new String(datagrams.receive().orElseThrow().bytes().orElseThrow(), UTF_8);
    }

    @Test
    void shouldReceiveEachDatagramAndWhoSentIt() throws Exception {
        send("s.send(b'READY=1'); s.send(b'STATUS=fine')");
        Datagram first = datagrams.receive().orElseThrow();
        assertThat(first.user()).isEqualTo(System.getProperty("user.name"));
        assertThat(new String(first.bytes().orElseThrow(), UTF_8)).isEqualTo("READY=1");
        assertThat(receive()).isEqualTo("STATUS=fine");
    }

    @Test
    void shouldTellOneThatIsTooLongFromTheLongestAndPassOverAnEmptyOne() throws Exception {
        send("s.send(b'x' * " + (UnixDatagrams.LONGEST + 1) + "); s.send(b''); s.send(b'y' * " + UnixDatagrams.LONGEST
                + ")");
        assertThat(datagrams.receive().orElseThrow().bytes()).isEmpty();
        assertThat(receive()).isEqualTo("y".repeat(UnixDatagrams.LONGEST));
    }

    @Test
    void shouldHaveDescriptorsThatComeAlongClosed() throws Exception {
        send("s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)\n"
                + "for i in range(5): socket.send_fds(s, [b'FDSTORE=1'], [0] * 200)");
        long before = descriptors();
        for (int i = 0; i < 5; i++) {
            assertThat(receive()).isEqualTo("FDSTORE=1");
        }
        assertThat(descriptors()).isLessThan(before + 100);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    @Test
    void shouldAnswerABarrierByClosingItsDescriptor() throws Exception {
        CompletableFuture<String> barrier = CompletableFuture.supplyAsync(() -> {
            try {
                return receive();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        // As sd_notify_barrier does it: wait until nobody has the pipe's other end any more.
        send("r, w = os.pipe(); socket.send_fds(s, [b'BARRIER=1'], [w]); os.close(w); assert os.read(r, 1) == b''");
        assertThat(barrier.get()).isEqualTo("BARRIER=1");
    }

    @Test
    void shouldEndTheWaitWhenItIsClosed() throws Exception {
        CompletableFuture<Optional<Datagram>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return datagrams.receive();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        datagrams.close();
        assertThat(waiting.get()).isEmpty();
    }

    @Test
    void shouldKnowWhetherSomebodyReceives() throws Exception {
        assertThat(datagrams.isServed(path)).isTrue();
        assertThat(datagrams.isServed(directory.resolve("none"))).isFalse();
        datagrams.close();
        try (LinuxDatagrams other = LinuxDatagrams.open()) {
            assertThat(other.isServed(path)).isFalse();
        }
    }

    @Test
    void shouldSayWhyThereCanBeNoFile() throws Exception {
        try (LinuxDatagrams other = LinuxDatagrams.open()) {
            assertThatIOException().isThrownBy(() -> other.bind(path)).withMessageContaining("EADDRINUSE");
            assertThatIOException()
                    .isThrownBy(() -> other.bind(directory.resolve("x".repeat(108))))
                    .withMessageContaining("at most 107 bytes");
        }
    }
}
