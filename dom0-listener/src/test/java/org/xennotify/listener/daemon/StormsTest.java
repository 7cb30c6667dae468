package org.xennotify.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.xennotify.listener.fake.FakeHost.base;
import static org.xennotify.listener.fake.FakeHost.inbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.listener.control.ControlClient;
import org.xennotify.listener.fake.FakeHost;
import org.xennotify.listener.fake.FakeStore;
import org.xennotify.listener.fake.GuestRing;
import org.xennotify.listener.fake.Lines;
import org.xennotify.listener.sink.StandardOutput;
import org.xennotify.xenstore.MessageType;

/** The whole listener beside a guest that does something without end: that is looked at now and then. */
@Timeout(60)
class StormsTest {
    private static final Duration STORM = Duration.ofSeconds(3);
    private static final String EPOCH = "0123456789abcdef";

    @TempDir
    Path run;

    private final Lines lines = new Lines();
    private FakeHost host;
    private FakeStore store;
    private Listener listener;

    @BeforeEach
    void start() throws IOException {
        host = new FakeHost(run);
        store = host.store();
        host.create(3);
        host.create(5);
        listener = Listener.open(host, new StandardOutput(lines, sentence -> {}), sentence -> {});
        listener.start(run.resolve("listen.sock"));
    }

    @AfterEach
    void stop() throws IOException {
        listener.close();
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(assertion);
    }

    private interface Deed {
        void run(int time) throws IOException;
    }

    /** Does it without end, as far as that can be. */
    private static int storm(Deed deed) throws IOException {
        long end = System.nanoTime() + STORM.toNanos();
        int times = 0;
        while (System.nanoTime() < end) {
            deed.run(times++);
            LockSupport.parkNanos(1); // the listener gets the store's lock too, which is not fair
        }
        return times;
    }

    private long printed(String text) {
        return lines.all().stream().filter(line -> line.contains(text)).count();
    }

    private void shouldThrottle(int domid, String reason) throws IOException {
        assertThat(guests()).containsPattern(throttled(domid, reason));
    }

    private boolean isThrottled(int domid, String reason) throws IOException {
        return throttled(domid, reason).matcher(guests()).find();
    }

    private String guests() throws IOException {
        return ControlClient.ask(run.resolve("listen.sock"), "guests");
    }

    private static Pattern throttled(int domid, String reason) {
        return Pattern.compile("\"domid\":" + domid + ",[^}]*\"throttled\":\"([a-z-]+\\+)*" + reason + "[+\"]");
    }

    private void shouldServe(int domid, String id) {
        store.write(inbox(domid, id), "app.still here");
        eventually(() -> assertThat(store.exists(inbox(domid, id))).isFalse());
    }

    @Test
    void shouldHearABellThatRingsWithoutEndNowAndThen() throws IOException {
        host.publish(3, 7, EPOCH);
        int rung = storm(time -> host.channels().ring(3, 7));
        shouldThrottle(3, "wake-ups");
        shouldThrottle(5, "");
        assertThat(printed("\"type\":\"bell\"")).isBetween(200L, 400L).isLessThan(rung / 10);
        shouldServe(5, "x");

        long before = printed("\"type\":\"bell\"");
        eventually(() -> {
            host.channels().ring(3, 7);
            assertThat(printed("\"type\":\"bell\"")).isGreaterThan(before);
        });
    }

    @Test
    void shouldReadTheRingOfAGuestThatRingsWithoutEndNowAndThen() throws IOException {
        GuestRing ring = new GuestRing(host, 3, 7, 65536);
        host.publish(3, 7, EPOCH, ring);
        eventually(() -> assertThat(store.exists(base(3) + "/listener")).isTrue());
        int before = host.channels().wakeUps();
        int rung = storm(time -> host.channels().ring(3, 7));
        assertThat(host.channels().wakeUps() - before).isLessThan(400).isLessThan(rung / 10);
        shouldThrottle(3, "wake-ups");

        ring.send("app.last", "");
        eventually(() -> assertThat(printed("\"type\":\"app.last\"")).isOne());
    }

    @Test
    void shouldNotThrottleAGuestThatIsMerelyBusy() throws IOException {
        GuestRing ring = new GuestRing(host, 3, 7, 65536);
        host.publish(3, 7, EPOCH, ring);
        int sent = storm(time -> {
            ring.send("app.word", "");
            while (!ring.vchan().isDrained()) {
                Thread.onSpinWait();
            }
        });
        assertThat(sent).as("more than may come at once").isGreaterThan(600);
        shouldThrottle(3, "");
        eventually(() -> assertThat(printed("\"type\":\"app.word\"")).isEqualTo(sent));
    }

    @Test
    void shouldNotThrottleAGuestWithManyEventsInItsInbox() throws IOException {
        for (int i = 0; i < 1000; i++) { // far more than may come at once
            store.write(inbox(3, "x"), "app.word");
            while (store.exists(inbox(3, "x"))) {
                Thread.onSpinWait();
            }
        }
        shouldThrottle(3, "");
    }

    @Test
    void shouldThrottleAGuestWhoseInboxHoldsNoEvents() throws IOException {
        storm(time -> {
            if (!store.exists(inbox(3, "x"))) {
                store.write(inbox(3, "x"), "not/a/type");
            }
        });
        shouldThrottle(3, "nodes");
        shouldServe(5, "x");
        shouldServe(3, "y");
    }

    @Test
    void shouldLookNowAndThenAtNodesThatChangeWithoutEnd() throws IOException {
        host.publish(3, 7, EPOCH);
        eventually(() -> assertThat(store.watchedPaths()).contains(base(3)));
        long before = store.requests(MessageType.READ);
        AtomicInteger unwatched = new AtomicInteger();
        int times = storm(time -> {
            store.write(base(3) + "/platform", "p" + time);
            if (!store.watchedPaths().contains(base(3))) {
                unwatched.incrementAndGet();
            }
        });
        assertThat(unwatched).as("of %d changes", times).hasValueGreaterThan(times / 2);
        assertThat(store.watchedPaths()).contains(base(5));
        shouldThrottle(3, "nodes");
        assertThat(store.requests(MessageType.READ) - before)
                .as("of %d changes", times)
                .isLessThan(times / 10);
        shouldServe(5, "x");

        shouldServe(3, "x");
        eventually(() -> assertThat(store.watchedPaths()).contains(base(3)));
    }

    @Test
    void shouldAttachNowAndThenToAGuestThatPublishesWithoutEnd() throws IOException {
        GuestRing ring = new GuestRing(host, 3, 7, 65536);
        int times = storm(time -> {
            host.publish(3, 7, "%016x".formatted(time), ring);
        });
        assertThat(host.channels().attempts()).as("of %d", times).isLessThan(30);
        shouldThrottle(3, "nodes(\\+epochs)?");
        shouldServe(5, "x");
    }

    @Test
    void shouldAttachNowAndThenToAGuestThatWaitsUntilEachEpochIsSeen() throws IOException {
        GuestRing ring = new GuestRing(host, 3, 7, 65536);
        host.publish(3, 7, EPOCH, ring);
        long begin = System.nanoTime();
        int attached = 0;
        while (!isThrottled(3, "(nodes\\+)?epochs")) {
            int attempts = ++attached;
            eventually(() -> assertThat(host.channels().attempts()).isEqualTo(attempts));
            store.write(base(3) + "/epoch", "%016x".formatted(attached));
        }
        assertThat(attached)
                .as("20 at once, the last of which may be seen late, then one a second")
                .isBetween(
                        19,
                        21 + (int) Duration.ofNanos(System.nanoTime() - begin).toSeconds());
        int next = attached + 1;
        eventually(() -> assertThat(host.channels().attempts()).isEqualTo(next));
    }
}
