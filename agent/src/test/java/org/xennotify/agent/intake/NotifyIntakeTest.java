package org.xennotify.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.device.UnixDatagrams;

@Timeout(20)
class NotifyIntakeTest {
    @TempDir
    private Path directory;

    private final FakeDatagrams datagrams = new FakeDatagrams();
    private final List<String> handed = new CopyOnWriteArrayList<>();
    private final AtomicInteger lost = new AtomicInteger();
    private CompletableFuture<Outcome> outcome = CompletableFuture.completedFuture(new Outcome.Accepted());

    /** As many as are put in, and then the end. */
    private static final class FakeDatagrams implements UnixDatagrams {
        private final BlockingQueue<Optional<Datagram>> queue = new LinkedBlockingQueue<>();
        private boolean served;

        void put(String user, String text) {
            queue.add(Optional.of(new Datagram(user, Optional.of(text.getBytes(UTF_8)))));
        }

        @Override
        public boolean isServed(Path socket) {
            return served;
        }

        @Override
        public void bind(Path socket) throws IOException {
            Files.createFile(socket);
        }

        @Override
        public Optional<Datagram> receive() {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            queue.add(Optional.empty());
        }
    }

    private Path path() {
        return directory.resolve("run/notify");
    }

    private NotifySocket bind() throws Exception {
        return NotifySocket.bind(
                datagrams, new AgentSocket.Place(path(), Optional.empty(), Optional.empty(), "rw-rw-rw-"));
    }

    private NotifyIntake start() throws Exception {
        return NotifyIntake.start(bind(), this::handle, lost::incrementAndGet);
    }

    private CompletableFuture<Outcome> handle(String user, Request request) {
        handed.add(user + " " + ((Request.Send) request).submission().type());
        return outcome;
    }

    private static void await(Runnable assertion) {
        Awaitility.await().atMost(10, TimeUnit.SECONDS).untilAsserted(assertion::run);
    }

    @Test
    void shouldHandInEachAssignmentForTheUserWhoSaysIt() throws Exception {
        datagrams.put("app", "READY=1\nSTATUS=a");
        datagrams.put("db", "WATCHDOG=1");
        try (NotifyIntake intake = start()) {
            await(() -> assertThat(handed)
                    .containsExactly("app sd-notify.ready", "app sd-notify.status", "db sd-notify.watchdog"));
            assertThat(intake).isNotNull();
        }
        assertThat(lost).hasValue(0);
        assertThat(path()).doesNotExist();
    }

    @Test
    void shouldCountADatagramThatIsTooLong() throws Exception {
        datagrams.queue.add(Optional.of(new UnixDatagrams.Datagram("app", Optional.empty())));
        datagrams.put("app", "READY=1");
        try (NotifyIntake intake = start()) {
            await(() -> assertThat(handed).containsExactly("app sd-notify.ready"));
            assertThat(intake).isNotNull();
        }
        assertThat(lost).hasValue(1);
    }

    @Test
    void shouldHoldNoProgramUpWhileTheDoorsDoNotMove() throws Exception {
        outcome = new CompletableFuture<>();
        for (int i = 0; i < 100; i++) {
            datagrams.put("app", "WATCHDOG=1");
        }
        try (NotifyIntake intake = start()) {
            await(() -> assertThat(lost).hasValue(99));
            outcome.complete(new Outcome.Accepted());
            datagrams.put("app", "READY=1");
            await(() -> assertThat(handed).containsExactly("app sd-notify.watchdog", "app sd-notify.ready"));
            assertThat(intake).isNotNull();
        }
    }

    @Test
    void shouldLeaveTheSocketOfAnotherAlone() throws Exception {
        Path theirs = Files.createDirectories(path().getParent()).resolve("notify");
        assertThat(new ProcessBuilder("mkfifo", theirs.toString()).start().waitFor())
                .isZero(); // stands for a socket, which takes JNA
        datagrams.served = true;
        assertThatExceptionOfType(ExitException.class).isThrownBy(this::bind).withMessageContaining("--notify-socket");
        assertThat(theirs).exists();
    }
}
