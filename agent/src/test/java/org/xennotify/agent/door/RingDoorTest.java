package org.xennotify.agent.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.agent.memory.MemoryDom0;
import org.xennotify.agent.memory.MemoryGrants;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.lifecycle.Threads;
import org.xennotify.vchan.Vchan;
import org.xennotify.vchan.VchanServer;

@Timeout(30)
class RingDoorTest {
    private static final int SIZE = 2048;
    private static final long EPOCH = 0xabc;
    /** What has room also in a record that is carried over. */
    private static final int LARGEST = SIZE - 16;

    private static final int HEAD = 24 + "a.b".length();
    private static final Patience PATIENT = new Patience(Duration.ofSeconds(20), false, Duration.ZERO);
    private static final Patience HASTY = new Patience(Duration.ofMillis(50), false, Duration.ZERO);
    private static final Patience DROPS = new Patience(Duration.ofSeconds(20), true, Duration.ZERO);
    private static final Patience ASKS = new Patience(Duration.ofSeconds(20), false, Duration.ofSeconds(20));
    private static final Patience ASKS_HASTILY = new Patience(Duration.ofSeconds(20), false, Duration.ofMillis(50));

    private final MemoryGrants grants = new MemoryGrants();
    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, Threads.named("worker"));
    private final RingDoor door = new RingDoor(SIZE, worker, "root");
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private MemoryRing ring;

    private final class MemoryRing implements Ring {
        private final VchanServer.Opened opened = VchanServer.open(grants, 0, SIZE, wakeUps::incrementAndGet);

        MemoryRing() throws IOException {}

        @Override
        public Vchan vchan() {
            return opened.vchan();
        }

        @Override
        public void rearm() {}

        @Override
        public void fail(IOException why) {
            failures.add(why.getMessage());
        }

        ByteBuffer page() {
            return grants.page(opened.ringReference());
        }
    }

    @BeforeEach
    void open() throws Exception {
        worker.setRemoveOnCancelPolicy(true);
        ring = new MemoryRing();
        onWorker(() -> door.attach(ring, EPOCH));
    }

    @AfterEach
    void end() {
        worker.shutdownNow();
    }

    private void onWorker(Runnable work) throws Exception {
        worker.submit(work).get();
    }

    private MemoryDom0 attach() throws IOException {
        return MemoryDom0.attach(grants, ring.opened.ringReference(), door::raised);
    }

    private CompletableFuture<Outcome> send(String user, String data, Patience patience) {
        return door.send(user, new Submission("a.b", data.getBytes(UTF_8), patience));
    }

    private static Outcome result(CompletableFuture<Outcome> outcome) throws Exception {
        return outcome.get(10, TimeUnit.SECONDS);
    }

    /** Puts a record of so many bytes in all. */
    private CompletableFuture<Outcome> fill(String user, int bytes) {
        return send(user, "x".repeat(bytes - HEAD), PATIENT);
    }

    private static void assertFailed(Outcome outcome, Exit exit, String part) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.exit()).isEqualTo(exit);
            assertThat(failed.sentence()).contains(part);
        });
    }

    private static void assertAnswered(Outcome outcome, String data) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Answered.class,
                        answered ->
                                assertThat(new String(answered.data(), UTF_8)).isEqualTo(data));
    }

    @Test
    void shouldNumberEventsInTheOrderInWhichTheyCome() throws Exception {
        for (int i = 1; i <= 3; i++) {
            assertThat(result(send("root", "data " + i, PATIENT))).isEqualTo(new Outcome.Accepted(i));
        }

        try (MemoryDom0 dom0 = attach()) {
            assertThat(dom0.look()).containsExactly("1 a.b data 1", "2 a.b data 2", "3 a.b data 3");
        }
    }

    @Test
    void shouldCarryMoreThanTheRingHoldsInOrder() throws Exception {
        Random random = new Random(7);
        List<String> sent = new ArrayList<>();
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int i = 1; i <= 2000; i++) {
            String data = "x".repeat(random.nextInt(300));
            sent.add(i + " a.b " + data);
            outcomes.add(send("root", data, PATIENT));
        }

        try (MemoryDom0 dom0 = attach()) {
            await().pollInterval(Duration.ofMillis(1)).until(() -> dom0.read().size() == sent.size());
            assertThat(dom0.look()).isEqualTo(sent);
        }
        assertThat(result(outcomes.get(1999))).isEqualTo(new Outcome.Accepted(2000));
    }

    @Test
    void shouldWakeDom0OnceForABurstAndAtOnceWhenIdle() throws Exception {
        try (MemoryDom0 dom0 = attach()) {
            CountDownLatch busy = new CountDownLatch(1);
            worker.execute(() -> awaitQuietly(busy));
            List<CompletableFuture<Outcome>> burst = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                burst.add(send("root", "", PATIENT));
            }
            busy.countDown();
            result(burst.get(19));
            onWorker(() -> {});

            assertThat(dom0.look()).hasSize(20);
            assertThat(wakeUps).hasValue(1);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldWaitForRoomUntilDom0HasRead() throws Exception {
        result(fill("root", LARGEST));
        CompletableFuture<Outcome> next = send("root", "next", PATIENT);
        assertFailed(result(send("root", "", HASTY)), Exit.TIMED_OUT, "the ring of 2048 bytes is full, since 0.05 s");
        assertThat(next).isNotDone();

        try (MemoryDom0 dom0 = attach()) {
            dom0.read();

            assertThat(result(next)).isEqualTo(new Outcome.Accepted(2));
            assertThat(dom0.look()).endsWith("2 a.b next");
        }
    }

    @Test
    void shouldDropAtOnceAndLeaveAGap() throws Exception {
        result(fill("root", LARGEST));

        assertFailed(result(send("root", "", DROPS)), Exit.FAILED, "dropped");
        try (MemoryDom0 dom0 = attach()) {
            dom0.read();
            assertThat(result(send("root", "", DROPS))).isEqualTo(new Outcome.Accepted(3));
        }

        onWorker(() -> assertThat(door.dropped()).isEqualTo(1));
    }

    @ParameterizedTest
    @CsvSource({"2032, true", "2033, false"})
    void shouldRefuseWhatIsLargerThanTheRingWithTheLimit(int bytes, boolean fits) throws Exception {
        Outcome outcome = result(fill("root", bytes));

        if (fits) {
            assertThat(outcome).isEqualTo(new Outcome.Accepted(1));
        } else {
            assertFailed(outcome, Exit.FAILED, "at most " + (LARGEST - HEAD) + " bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bad/type", "xen-notify.gap", "ü"})
    void shouldRefuseTypesThatNoGuestMaySend(String type) throws Exception {
        assertThat(result(door.send("root", new Submission(type, new byte[0], PATIENT))))
                .isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void shouldGiveEachSenderItsOwnAnswer() throws Exception {
        CompletableFuture<Outcome> first = send("root", "", ASKS);
        CompletableFuture<Outcome> second = send("adam", "", ASKS);
        CompletableFuture<Outcome> third = send("root", "", ASKS);

        try (MemoryDom0 dom0 = attach()) {
            await().until(() -> dom0.look().size() == 3);
            assertThat(dom0.look().get(0)).isEqualTo("1 ?a.b ");
            dom0.reply(99, true, "nobody's");
            dom0.reply(2, true, "second");
            dom0.reply(3, false, "disk full");
            dom0.reply(1, true, "first");

            assertAnswered(result(first), "first");
            assertAnswered(result(second), "second");
            assertFailed(result(third), Exit.FAILED, "disk full");
        }
    }

    @Test
    void shouldReadRepliesThatComeInPiecesAndMoreThanTheirRingHolds() throws Exception {
        try (MemoryDom0 dom0 = attach()) {
            for (int i = 1; i <= 20; i++) {
                CompletableFuture<Outcome> asked = send("root", "", ASKS);
                await().until(() -> !dom0.read().isEmpty());
                long sequence = i;
                String answer = "y".repeat(300);
                await().until(() -> offers(dom0, sequence, answer));
                assertAnswered(result(asked), answer);
            }
        }
    }

    private static boolean offers(MemoryDom0 dom0, long sequence, String answer) {
        try {
            dom0.reply(sequence, true, answer);
            return true;
        } catch (IOException full) {
            return false;
        }
    }

    @Test
    void shouldTimeOutWithoutAnAnswerAndIgnoreALateOne() throws Exception {
        assertFailed(result(send("root", "", ASKS_HASTILY)), Exit.TIMED_OUT, "accepted, but not answered");

        try (MemoryDom0 dom0 = attach()) {
            dom0.reply(1, true, "late");
            assertThat(result(send("root", "", PATIENT))).isEqualTo(new Outcome.Accepted(2));
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void shouldNotLetOneUserTakeAllTheRoom() throws Exception {
        result(fill("eve", Lobby.share(SIZE)));
        CompletableFuture<Outcome> oneMore = fill("eve", 100);

        result(fill("adam", 100));
        result(fill("root", 100));

        assertThat(oneMore).isNotDone();
    }

    @Test
    void shouldGiveRoomToWhoHoldsTheLeast() throws Exception {
        result(fill("root", 512));
        result(fill("eve", 1536));
        CompletableFuture<Outcome> eves = fill("eve", 512);
        CompletableFuture<Outcome> adams = fill("adam", 512);
        onWorker(() -> {});

        try (MemoryDom0 dom0 = attach()) {
            readOneRecord(dom0, 512);

            assertThat(result(adams)).isEqualTo(new Outcome.Accepted(3));
            assertThat(eves).isNotDone();
        }
    }

    /** Moves the consumer's index as a listener does that has handled the first record only. */
    private void readOneRecord(MemoryDom0 dom0, int bytes) throws IOException {
        dom0.look();
        ring.page().putInt(8, bytes);
        door.raised();
    }

    @Test
    void shouldGoOnWhenAListenerLeavesAndTheNextOneAttaches() throws Exception {
        MemoryDom0 first = attach();
        result(send("root", "one", PATIENT));
        first.read();
        result(send("root", "two", PATIENT));
        assertThat(first.look()).hasSize(2);
        first.close();
        result(send("root", "three", PATIENT));

        try (MemoryDom0 second = attach()) {
            result(send("root", "four", PATIENT));
            assertThat(second.look()).containsExactly("2 a.b two", "3 a.b three", "4 a.b four");
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "8, -2049", "4, 2049", "4, -1"})
    void shouldEndTheRingWithOneLineWhenAnIndexCannotBe(int index, int value) throws Exception {
        result(send("root", "", PATIENT));
        CompletableFuture<Outcome> asked = send("root", "", ASKS);
        onWorker(() -> {});
        CompletableFuture<Outcome> waiting = fill("root", LARGEST);
        onWorker(() -> {});

        int producer = index == 8 ? ring.page().getInt(12) : 0;
        ring.page().putInt(index, producer + value);
        door.raised();

        await().until(() -> !failures.isEmpty());
        onWorker(() -> {});
        assertThat(failures).singleElement().asString().contains("index");
        assertThat(door.isOpen()).isFalse();
        assertThat(asked).isNotDone();
        assertThat(waiting).isNotDone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no record is like this one", "\31\0\0\0\1\0\1\0________________a"})
    void shouldEndTheRingWhenAReplyIsNone(String bytes) throws Exception {
        try (MemoryDom0 dom0 = attach()) {
            dom0.write(ByteBuffer.wrap(bytes.getBytes(UTF_8)));

            await().until(() -> failures.size() == 1);
            assertThat(failures.get(0)).startsWith("a reply that is none");
        }
    }

    @Test
    void shouldSurviveAnyHeaderOfTheSharedPage() throws Exception {
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            byte[] header = new byte[24];
            random.nextBytes(header);
            ring.page().put(0, header);
            door.raised();
            send("root", "x", DROPS);
            onWorker(() -> {});
            ring = new MemoryRing();
            onWorker(door::detach);
            onWorker(() -> door.attach(ring, EPOCH));
        }

        CompletableFuture<Outcome> last = send("root", "last", PATIENT);
        try (MemoryDom0 dom0 = attach()) {
            await().until(() -> dom0.read().stream().anyMatch(event -> event.endsWith(" a.b last")));
        }
        assertThat(result(last)).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void shouldLetWhoWaitsGoOnWithTheNextRing() throws Exception {
        result(fill("root", LARGEST));
        CompletableFuture<Outcome> waiting = send("root", "waited", PATIENT);
        onWorker(door::detach);
        assertThat(waiting).isNotDone();

        ring = new MemoryRing();
        onWorker(() -> door.attach(ring, EPOCH));

        try (MemoryDom0 dom0 = attach()) {
            await().until(() -> !dom0.read().isEmpty()); // what is carried over comes when Dom0 is there
            assertThat(result(waiting)).isEqualTo(new Outcome.Accepted(2));
        }
    }

    @Test
    void shouldGiveNoRoomToWhoeverGaveUp() throws Exception {
        result(fill("root", LARGEST));
        CompletableFuture<Outcome> gone = send("adam", "", PATIENT);
        onWorker(() -> {});
        gone.cancel(false);

        try (MemoryDom0 dom0 = attach()) {
            dom0.read();
            assertThat(result(send("adam", "still", PATIENT))).isEqualTo(new Outcome.Accepted(2));
            assertThat(dom0.read()).hasSize(2);
        }
        await().until(() -> worker.getQueue().isEmpty()); // no alarm is left behind
    }

    @Test
    void shouldDrainUntilAnAttachedListenerHasReadEverything() throws Exception {
        try (MemoryDom0 dom0 = attach()) {
            CompletableFuture<Outcome> asked = send("root", "", ASKS);
            await().until(() -> dom0.look().size() == 1);

            onWorker(door::stop);
            assertFailed(result(send("root", "", PATIENT)), Exit.FAILED, "stopped");
            assertThat(door.drained()).isNotDone();
            dom0.reply(1, true, "last");
            dom0.acknowledge();

            door.drained().get(10, TimeUnit.SECONDS);
            assertAnswered(result(asked), "last");
        }
    }

    @Test
    void shouldNotDrainForAListenerThatIsNotThere() throws Exception {
        result(send("root", "", PATIENT));

        onWorker(door::stop);

        assertThat(door.drained()).isDone();
    }

    @Test
    void shouldNotDrainForAListenerThatLeaves() throws Exception {
        MemoryDom0 dom0 = attach();
        result(send("root", "", PATIENT));
        onWorker(door::stop);
        assertThat(door.drained()).isNotDone();

        dom0.close();

        door.drained().get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldLeaveNobodyWaitingAtTheEnd() throws Exception {
        CompletableFuture<Outcome> asked = send("root", "", ASKS);
        CompletableFuture<Outcome> waiting = fill("root", LARGEST);
        onWorker(() -> {});

        onWorker(door::close);

        assertFailed(result(asked), Exit.FAILED, "stopped");
        assertFailed(result(waiting), Exit.FAILED, "stopped");
    }

    @Test
    void shouldReportWhatIsInTheRing() throws Exception {
        result(fill("root", 100));
        send("root", "x".repeat(LARGEST - HEAD), PATIENT);

        onWorker(() -> assertThat(door.report()).containsEntry("backlog", 100L).containsEntry("sequence", 1L));
        onWorker(() -> assertThat(door.waiting()).isEqualTo(1));
    }
}
