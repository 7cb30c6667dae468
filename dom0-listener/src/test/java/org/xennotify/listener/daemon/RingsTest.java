package org.xennotify.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.xennotify.listener.fake.FakeHost.base;
import static org.xennotify.listener.fake.FakeHost.inbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.listener.control.ControlClient;
import org.xennotify.listener.fake.FakeHost;
import org.xennotify.listener.fake.FakeStore;
import org.xennotify.listener.fake.Gate;
import org.xennotify.listener.fake.GuestRing;
import org.xennotify.listener.fake.Lines;
import org.xennotify.listener.sink.StandardOutput;

/** The whole listener, with guests that offer rings. */
@Timeout(60)
class RingsTest {
    private static final String EPOCH = "0123456789abcdef";
    private static final String NEXT_EPOCH = "fedcba9876543210";
    private static final int SIZE = 65536;

    @TempDir
    Path run;

    private final Lines lines = new Lines();
    private final Gate output = new Gate(new StandardOutput(lines, sentence -> {}));
    private FakeHost host;
    private FakeStore store;
    private Listener listener;
    private GuestRing ring;

    @BeforeEach
    void start() throws IOException {
        host = new FakeHost(run);
        store = host.store();
        host.create(3);
        ring = new GuestRing(host, 3, 7, SIZE);
        listen();
    }

    private void listen() throws IOException {
        listener = Listener.open(host, output, sentence -> {});
        listener.start(run.resolve("listen.sock"));
    }

    @AfterEach
    void stop() throws IOException {
        listener.close();
        assertThat(host.grants().mapped()).isZero();
        assertThat(host.channels().bound()).isZero();
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(assertion);
    }

    private void eventuallyPrinted(int count) {
        eventually(() -> assertThat(lines.all()).hasSize(count));
    }

    private void attach() {
        host.publish(3, 7, EPOCH, ring);
        eventually(() -> assertThat(store.exists(base(3) + "/listener")).isTrue());
    }

    private void eventuallyRejected(String value) {
        eventually(() -> assertThat(store.read(base(3) + "/rejected")).contains(value));
        eventually(() -> assertThat(store.exists(base(3) + "/listener")).isFalse());
    }

    @Test
    void shouldPrintEventsButNoWakeUps() throws IOException {
        attach();
        for (int i = 0; i < 5; i++) {
            host.channels().ring(3, 7);
        }
        ring.send("app.ready", "text");
        eventuallyPrinted(1);
        assertThat(lines.all().get(0))
                .contains("/" + EPOCH + "/1\"", "\"type\":\"app.ready\"", "\"data\":\"text\"")
                .contains("\"xendoor\":\"ring\"", "\"sequence\":\"1\"");
        eventually(() -> assertThat(ring.vchan().isDrained()).isTrue());
    }

    @Test
    void shouldPrintWhatWasThereBefore() throws IOException {
        ring.send("early", "");
        attach();
        eventuallyPrinted(1);
    }

    @Test
    void shouldPrintAStreamThatIsLargerThanTheRingInOrder() throws IOException {
        attach();
        for (int i = 1; i <= 2000; i++) {
            while (!ring.send("a", "x".repeat(100))) {
                Thread.onSpinWait();
            }
        }
        eventuallyPrinted(2000);
        for (int i = 1; i <= 2000; i++) {
            assertThat(lines.all().get(i - 1)).contains("\"sequence\":\"" + i + "\"");
        }
    }

    @Test
    void shouldTellHowARingStands() throws IOException {
        attach();
        output.shut();
        ring.send("a", "");
        eventually(() -> assertThat(ControlClient.ask(run.resolve("listen.sock"), "guests"))
                .contains("\"door\":\"ring+store\"", "\"state\":\"attached\"", EPOCH, "\"backlog\":25"));
        output.open();
        eventually(() -> assertThat(ControlClient.ask(run.resolve("listen.sock"), "guests"))
                .contains("\"backlog\":0", "\"events\":1"));
    }

    @Test
    void shouldEndOnlyTheRingThatIsSpoilt() throws IOException {
        host.create(4);
        GuestRing other = new GuestRing(host, 4, 9, SIZE);
        host.publish(4, 9, EPOCH, other);
        attach();
        ring.send(ByteBuffer.wrap(new byte[] {24, 0, 0, 0}));
        eventuallyRejected(EPOCH + " a length of 24, not 25 to 65536");
        eventually(() -> assertThat(host.channels().bound()).as("the other's").isEqualTo(1));
        other.send("unharmed", "");
        store.write(inbox(3, "x"), "still.there");
        eventuallyPrinted(2);
    }

    @Test
    void shouldAttachToTheEpochAfterARejectedOne() throws IOException {
        attach();
        ring.page().putInt(12, SIZE + 1);
        host.channels().ring(3, 7);
        eventuallyRejected(EPOCH + " producer index 65537 is not within 65536 after the consumer's 0");
        store.write(base(3) + "/platform", "the same epoch");
        assertThat(host.grants().mapped()).isZero();
        assertThat(host.channels().attempts()).isEqualTo(1);
        ring = new GuestRing(host, 3, 8, 4096);
        ring.send("again", "");
        host.publish(3, 8, NEXT_EPOCH, ring);
        eventuallyPrinted(1);
    }

    @Test
    void shouldNeverMapWritableWhatIsNoLivingRing() {
        ring.page().put(21, (byte) 0);
        host.publish(3, 7, EPOCH, ring);
        eventuallyRejected(EPOCH + " the server's live byte is 0");
        assertThat(host.grants().writableMappings()).isZero();
        assertThat(host.channels().attempts()).isZero();
    }

    @Test
    void shouldGoOnTryingWhilePagesCannotBeMapped() {
        host.grants().revokeAll();
        host.publish(3, 7, EPOCH, ring);
        eventually(() -> assertThat(ControlClient.ask(run.resolve("listen.sock"), "guests"))
                .contains("\"state\":\"offered\""));
        assertThat(store.exists(base(3) + "/rejected")).isFalse();
    }

    @Test
    void shouldDeliverTheLastWordsOfADestroyedDomainAndLetItsPagesGo() throws IOException {
        attach();
        output.shut();
        for (int i = 0; i < 100; i++) {
            ring.send("last.words", "" + i);
        }
        host.destroy(3);
        output.open();
        eventuallyPrinted(100);
        eventually(() -> assertThat(host.grants().mapped()).isZero());
        eventually(() -> assertThat(host.channels().bound()).isZero());
        assertThat(store.exists("/local/domain/3")).isFalse();
    }

    @Test
    void shouldDeliverAllOfAKilledAgentBeforeTheNextOne() throws IOException {
        attach();
        output.shut();
        ring.send("old", "");
        host.grants().revokeAll();
        GuestRing next = new GuestRing(host, 3, 8, SIZE);
        next.send("new", "");
        host.publish(3, 8, NEXT_EPOCH, next);
        eventually(() -> assertThat(store.exists(base(3) + "/listener")).isFalse());
        output.open();
        eventuallyPrinted(2);
        assertThat(lines.all().get(0)).contains("old");
        assertThat(lines.all().get(1)).contains("new");
    }

    @Test
    void shouldNoticeAnAgentThatEnds() throws IOException {
        attach();
        ring.send("bye", "");
        ring.close();
        eventuallyPrinted(1);
        eventually(() -> assertThat(store.exists(base(3) + "/listener")).isFalse());
        assertThat(host.grants().mapped()).isZero();
        assertThat(store.exists(base(3) + "/rejected")).isFalse();
    }

    @Test
    void shouldLeaveToItsSuccessorWhatItCouldNotPrint() throws IOException {
        attach();
        ring.send("printed", "");
        eventuallyPrinted(1);
        output.shut();
        ring.send("not.printed", "");
        listener.close();
        assertThat(ring.page().get(20)).as("client live").isZero();
        assertThat(ring.vchan().isDrained()).isFalse();
        output.open();
        listen();
        eventuallyPrinted(2);
        assertThat(lines.all().get(1)).contains("/" + EPOCH + "/2\"", "not.printed");
    }

    @Test
    void shouldAnswerThroughTheRing() throws IOException {
        attach();
        ring.ask("a", "");
        ring.ask("xen-notify.b", "");
        eventually(() -> assertThat(ring.vchan().available()).isGreaterThan(40));
        assertThat(ring.replies()).containsExactly("1 ok ", "2 error refused");
    }

    @Test
    void shouldHandleEventsOfAGuestThatNeverReadsItsReplies() throws IOException {
        attach();
        for (int i = 0; i < 200; i++) {
            ring.ask("a", "");
        }
        eventuallyPrinted(200);
        eventually(() -> assertThat(ControlClient.ask(run.resolve("listen.sock"), "guests"))
                .containsPattern("\"droppedReplies\":[1-9]"));
    }

    @Test
    void shouldBeHeardBesideAFlood() throws Exception {
        host.create(4);
        GuestRing other = new GuestRing(host, 4, 9, SIZE);
        host.publish(4, 9, EPOCH, other);
        attach();
        Thread flood = new Thread(() -> flood(ring));
        flood.start();
        try {
            eventually(() -> assertThat(lines.all()).hasSizeGreaterThan(1000));
            other.send("single", "");
            eventually(() -> assertThat(lines.all()).anyMatch(line -> line.contains("single")));
        } finally {
            flood.interrupt();
            flood.join();
        }
    }

    private static void flood(GuestRing ring) {
        try {
            while (!Thread.interrupted()) {
                ring.send("flood", "");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldLetADeadGuestGoThoughItsLastWordsCannotBePrintedYet() throws IOException {
        attach();
        output.shut();
        for (int i = 1; i <= 500; i++) {
            ring.ask("last.word", "" + i);
        }
        host.kill(3);
        eventually(() -> assertThat(host.grants().mapped()).isZero());
        eventually(() -> assertThat(host.channels().bound()).isZero());
        assertThat(lines.all()).isEmpty();

        ring.page().putInt(12, -1);
        output.open();
        eventuallyPrinted(500);
        assertThat(lines.all().get(499)).contains("\"data\":\"500\"");
    }
}
