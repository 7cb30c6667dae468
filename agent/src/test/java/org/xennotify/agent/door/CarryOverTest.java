package org.xennotify.agent.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xennotify.agent.memory.MemoryDom0;
import org.xennotify.agent.memory.MemoryGrants;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.lifecycle.Threads;
import org.xennotify.vchan.Vchan;
import org.xennotify.vchan.VchanServer;

/** What one ring leaves goes into the next. */
@Timeout(30)
class CarryOverTest {
    private static final int SIZE = 2048;
    private static final int HEAD = 24 + "a.b".length();
    private static final Patience PATIENT = new Patience(Duration.ofSeconds(20), false, Duration.ZERO);
    private static final Patience DROPS = new Patience(Duration.ofSeconds(20), true, Duration.ZERO);
    private static final Patience ASKS = new Patience(Duration.ofSeconds(20), false, Duration.ofSeconds(20));
    private static final Patience ASKS_HASTILY = new Patience(Duration.ofSeconds(20), false, Duration.ofMillis(50));

    private final MemoryGrants grants = new MemoryGrants();
    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, Threads.named("worker"));
    private final RingDoor door = new RingDoor(SIZE, worker, "root");
    private long epoch = 0xa;
    private MemoryDom0 dom0;

    /** A ring whose event channel may be from before a resume. */
    private final class MemoryRing implements Ring {
        private final VchanServer.Opened opened = VchanServer.open(grants, 0, SIZE, this::ring);
        private volatile boolean stale;

        MemoryRing() throws IOException {}

        private void ring() throws IOException {
            if (stale) {
                throw new IOException("this event channel is from before a resume");
            }
        }

        @Override
        public Vchan vchan() {
            return opened.vchan();
        }

        @Override
        public void rearm() {}

        @Override
        public void fail(IOException why) {}
    }

    private MemoryRing ring;

    @BeforeEach
    void open() throws Exception {
        worker.setRemoveOnCancelPolicy(true);
        next();
    }

    @AfterEach
    void end() {
        worker.shutdownNow();
    }

    private void onWorker(Runnable work) throws Exception {
        worker.submit(work).get();
    }

    /** The ring that there is ends, and another one begins, to which a listener attaches. */
    private void next() throws Exception {
        onWorker(door::detach);
        ring = new MemoryRing();
        long fresh = epoch++;
        onWorker(() -> door.attach(ring, fresh));
        onWorker(() -> {});
        dom0 = MemoryDom0.attach(grants, ring.opened.ringReference(), door::raised);
    }

    private CompletableFuture<Outcome> send(String user, String data, Patience patience) {
        return door.send(user, new Submission("a.b", data.getBytes(UTF_8), patience));
    }

    private static Outcome result(CompletableFuture<Outcome> outcome) throws Exception {
        return outcome.get(10, TimeUnit.SECONDS);
    }

    private void accept(String... data) throws Exception {
        for (String each : data) {
            assertThat(result(send("root", each, PATIENT))).isInstanceOf(Outcome.Accepted.class);
        }
    }

    @Test
    void shouldCarryOverWhatWasNotAcknowledged() throws Exception {
        accept("one", "two", "three");
        dom0.look();
        dom0.acknowledge(1);
        next();
        accept("four");

        assertThat(dom0.look()).containsExactly("1=a/2 a.b two", "2=a/3 a.b three", "3 a.b four");
    }

    @Test
    void shouldKeepTheFirstIdThroughManyRings() throws Exception {
        accept("one");
        next();
        accept("two");
        next();
        next();

        assertThat(dom0.look()).containsExactly("1=a/1 a.b one", "2=b/2 a.b two");
    }

    @Test
    void shouldCarryNothingOverWhereAllIsAcknowledged() throws Exception {
        accept("one");
        dom0.read();
        next();
        accept("two");

        assertThat(dom0.look()).containsExactly("1 a.b two");
    }

    @Test
    void shouldLetNothingNewerInBeforeTheLastThatIsCarriedOver() throws Exception {
        int count = SIZE / HEAD; // longer each in the next ring
        for (int i = 0; i < count; i++) {
            accept("");
        }
        next();
        CompletableFuture<Outcome> newer = send("root", "", PATIENT);
        onWorker(() -> {});
        assertThat(dom0.look()).hasSize(SIZE / (HEAD + 16));
        assertThat(newer).isNotDone();

        next(); // in the middle of it
        dom0.read();
        assertThat(result(newer)).isEqualTo(new Outcome.Accepted(count + 1));
        assertThat(dom0.look()).hasSize(count + 1).startsWith("1=a/1 a.b ").endsWith((count + 1) + " a.b ");
        assertThat(dom0.look().get(count - 1)).isEqualTo(count + "=a/" + count + " a.b ");
    }

    @Test
    void shouldCarryTheLargestEventOver() throws Exception {
        String largest = "x".repeat(SIZE - HEAD - 16);
        accept(largest);
        next();

        assertThat(dom0.look()).containsExactly("1=a/1 a.b " + largest);
    }

    @Test
    void shouldGiveTheAnswerToWhoAskedInAnEarlierRing() throws Exception {
        accept("none asks");
        CompletableFuture<Outcome> asked = send("root", "", ASKS);
        onWorker(() -> {});
        dom0.look();
        dom0.acknowledge(1);
        next();
        assertThat(dom0.look()).containsExactly("1=a/2 ?a.b ");
        next();
        dom0.reply(1, true, "late");

        assertThat(result(asked)).isInstanceOfSatisfying(Outcome.Answered.class, answered -> {
            assertThat(answered.data()).isEqualTo("late".getBytes(UTF_8));
            assertThat(answered.sequence()).as("as it was sent first").isEqualTo(2);
        });
    }

    @Test
    void shouldTakeTheLastAnswersOutOfARingWithoutTouchingItsEventChannel() throws Exception {
        CompletableFuture<Outcome> asked = send("root", "", ASKS);
        onWorker(() -> {});
        dom0.read();
        CompletableFuture<Outcome> lost = send("root", "", ASKS);
        onWorker(() -> {});
        dom0.read();
        CountDownLatch answered = new CountDownLatch(1);
        worker.execute(() -> {
            awaitQuietly(answered);
            ring.stale = true;
            door.detach();
        });
        dom0.reply(1, true, "last");
        answered.countDown();

        assertThat(result(asked)).isInstanceOf(Outcome.Answered.class);
        assertThat(result(lost)).isInstanceOf(Outcome.Failed.class);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldForgetWhoeverGaveUpWaitingBetweenTwoRings() throws Exception {
        CompletableFuture<Outcome> asked = send("root", "", ASKS_HASTILY);
        onWorker(door::detach);
        assertThat(result(asked)).isInstanceOf(Outcome.Failed.class);
        next();

        assertThat(dom0.look()).containsExactly("1=a/1 ?a.b ");
        dom0.reply(1, true, "nobody's");
        accept("two");
    }

    @Test
    void shouldAcceptWhatWasInTheRingWhenItsEventChannelFailed() throws Exception {
        ring.stale = true;
        CompletableFuture<Outcome> sent = send("root", "one", PATIENT);

        assertThat(result(sent)).isEqualTo(new Outcome.Accepted(1));
        assertThat(door.isOpen()).isFalse();
        next();
        assertThat(dom0.look()).containsExactly("1=a/1 a.b one");
    }

    @Test
    void shouldShowWhatWasDroppedAsAGapThereToo() throws Exception {
        accept("x".repeat(SIZE - 2 * HEAD - 16), "");
        result(send("root", "much more", DROPS));
        dom0.look();
        dom0.acknowledge(1);
        accept("four");
        next();

        assertThat(dom0.look()).containsExactly("1=a/2 a.b ", "3=a/4 a.b four");
    }

    @Test
    void shouldKeepTheRoomThatAUserHolds() throws Exception {
        String half = "x".repeat(SIZE / 2 - HEAD);
        assertThat(result(send("eve", half, PATIENT))).isInstanceOf(Outcome.Accepted.class);
        next();
        CompletableFuture<Outcome> eves = send("eve", half.substring(100), PATIENT);
        onWorker(() -> {});
        assertThat(eves).isDone();

        next();
        CompletableFuture<Outcome> oneMore = send("eve", "", PATIENT);
        assertThat(result(send("adam", "", PATIENT))).isEqualTo(new Outcome.Accepted(3));
        assertThat(oneMore).isNotDone();
    }

    @Test
    void shouldCarryNothingOverFromTheMiddleOfARecord() throws Exception {
        accept("one", "two");
        grants.page(ring.opened.ringReference()).putInt(8, 5);
        next();
        accept("three");

        assertThat(dom0.look()).containsExactly("1 a.b three");
    }

    @Test
    void shouldBelieveNoIndexThatGoesBack() throws Exception {
        accept("one");
        dom0.read();
        accept("two");
        ByteBuffer page = grants.page(ring.opened.ringReference());
        page.putInt(8, 0); // as in a page that was copied before Dom0 read
        next();

        assertThat(dom0.look()).containsExactly("1=a/2 a.b two");
    }

    @Test
    void shouldDrainWhatIsCarriedOverToo() throws Exception {
        for (int i = 0; i < SIZE / HEAD; i++) {
            accept("");
        }
        next();
        onWorker(door::drain);
        CompletableFuture<Outcome> newer = send("root", "", PATIENT);
        dom0.read();
        onWorker(() -> {});
        assertThat(door.drained()).isNotDone();

        dom0.read();
        door.drained().get(10, TimeUnit.SECONDS);
        assertThat(dom0.look()).hasSize(SIZE / HEAD);
        assertThat(newer).isNotDone();
        next();
        assertThat(result(newer)).isEqualTo(new Outcome.Accepted(1));
    }

    @Test
    void shouldReportWhatWaitsForARing() throws Exception {
        accept("one");
        onWorker(door::detach);

        onWorker(() -> assertThat(door.report()).containsEntry("carried", HEAD + 3L));
    }
}
