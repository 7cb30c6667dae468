package org.xennotify.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.lifecycle.Threads;

@Timeout(20)
class UnixConnectionTest {
    // More than the buffers between two ends of a Unix socket take.
    private static final int MUCH = 4 << 20;

    @TempDir
    private Path directory;

    private UnixConnection connection;
    private SocketChannel peer;

    @BeforeEach
    void connect() throws IOException {
        Path socket = directory.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            connection = UnixConnection.connect(socket);
            peer = server.accept();
        }
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        peer.close();
    }

    private record Started<T>(Thread thread, FutureTask<T> work) {
        T result() throws Exception {
            return work.get(10, TimeUnit.SECONDS);
        }

        /** Returns once the thread waits in the kernel. */
        void awaitWaiting() {
            boolean waiting = false;
            while (!waiting) {
                waiting = Stream.of(thread.getStackTrace()).limit(1).anyMatch(StackTraceElement::isNativeMethod);
            }
        }
    }

    private static <T> Started<T> start(Callable<T> callable) {
        FutureTask<T> work = new FutureTask<>(callable);
        return new Started<>(Threads.start("test", work), work);
    }

    private boolean readsAllAndKeepsItsInterrupt(int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            connection.read(bytes);
        }
        return Thread.currentThread().isInterrupted();
    }

    private boolean writesMuchAndKeepsItsInterrupt() throws IOException {
        connection.write(ByteBuffer.allocate(MUCH));
        return Thread.currentThread().isInterrupted();
    }

    private void drain() throws IOException {
        ByteBuffer taken = ByteBuffer.allocate(MUCH);
        while (taken.hasRemaining()) {
            peer.read(taken);
        }
    }

    @Test
    void shouldGoOnReadingWhenItsThreadIsInterrupted() throws Exception {
        Started<Boolean> reader = start(() -> readsAllAndKeepsItsInterrupt(1));
        reader.awaitWaiting();
        reader.thread().interrupt();
        peer.write(ByteBuffer.allocate(1));

        assertThat(reader.result()).isTrue();
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void shouldGoOnWritingWhenItsThreadIsInterrupted() throws Exception {
        Started<Boolean> writer = start(this::writesMuchAndKeepsItsInterrupt);
        writer.awaitWaiting();
        writer.thread().interrupt();
        drain();

        assertThat(writer.result()).isTrue();
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void shouldReadAndWriteOnAThreadThatIsInterruptedAlready() throws Exception {
        peer.write(ByteBuffer.allocate(100));
        Started<Boolean> both = start(() -> {
            Thread.currentThread().interrupt();
            return writesMuchAndKeepsItsInterrupt() && readsAllAndKeepsItsInterrupt(100);
        });
        drain();

        assertThat(both.result()).isTrue();
    }

    @Test
    void shouldWakeAThreadThatReadsWhenItIsClosed() throws Exception {
        Started<Integer> reader = start(() -> connection.read(ByteBuffer.allocate(1)));
        reader.awaitWaiting();
        connection.close();

        assertThatThrownBy(reader::result).hasCauseInstanceOf(ClosedChannelException.class);
    }

    @Test
    void shouldWakeAThreadThatWritesWhenItIsClosed() throws Exception {
        Started<Boolean> writer = start(this::writesMuchAndKeepsItsInterrupt);
        writer.awaitWaiting();
        connection.close();

        assertThatThrownBy(writer::result).hasCauseInstanceOf(ClosedChannelException.class);
    }

    @Test
    void shouldCloseItsSocketWhenItIsClosed() throws Exception {
        connection.close();

        assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void shouldSeeTheEndThatTheOtherSideMakes() throws Exception {
        peer.close();

        assertThat(connection.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
}
