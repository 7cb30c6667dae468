package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xennotify.testbed.endtoend.Soon.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.testbed.endtoend.GuestCommand.Result;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;
import org.xennotify.vchan.RingViolationException;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;

/**
 * A guest that does to its rings what chance tells it, {@code -Dfuzz.seconds} long: the listener lives on, gives
 * everything back and serves another guest all the time. {@code -Dfuzz.seed} does the same again, as far as threads let
 * it.
 */
class RingFuzzTest {
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("fuzz.seconds", 5));
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int[] SIZES = {4096, 65536, 1 << 20};
    private static final int HEADER = 32;
    private static final int STEPS = 50;
    private static final int RINGS_A_GUEST = 20;

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    private final Random random = new Random(SEED);
    private XenStoreClient dom0;
    private ListenerUnderTest listener;
    private SimGuest other;

    @BeforeEach
    void startAll() throws Exception {
        LoggerFactory.getLogger("fuzz").info("for {} with seed {}", TIME, SEED);
        dom0 = sim.store(sim.host().dom0());
        listener = sim.keep(new ListenerUnderTest(sim.host()));
        other = sim.host().create();
        sim.keep(new AgentUnderTest(other));
    }

    @Test
    void nothingThatAGuestDoesToItsRingsHarmsTheListenerOrAnotherGuest() throws Exception {
        long end = System.nanoTime() + TIME.toNanos();
        while (System.nanoTime() < end) {
            SimGuest hostile = sim.host().create();
            for (int i = 0; i < RINGS_A_GUEST; i++) {
                offerRing(hostile);
            }
            assertUnharmed();
            hostile.destroy();
            assertThat(sim.host().leaks()).as("left; seed %d", SEED).isEmpty();
        }
    }

    private void assertUnharmed() {
        assertThat(new GuestCommand(other).run("send", "--wait", "20", "app.data", "unharmed"))
                .as("seed %d", SEED)
                .isEqualTo(new Result(Exit.DONE, "", ""));
        assertThat(listener.failures()).as("seed %d", SEED).isEmpty();
        assertThat(listener.heard())
                .as("seed %d", SEED)
                .allMatch(event -> event.type().matches("[A-Za-z0-9][A-Za-z0-9._-]*"));
        listener.heard().clear();
    }

    private void offerRing(SimGuest hostile) throws IOException {
        try (HandMadeRing ring = new HandMadeRing(hostile, SIZES[random.nextInt(SIZES.length)])) {
            boolean spoiltBefore = random.nextInt(4) == 0;
            if (spoiltBefore) {
                spoil(ring.page());
            }
            ring.publish(String.format("%016x", random.nextLong()));
            if (!spoiltBefore) {
                awaitAttached(hostile);
            }
            useRing(ring);
        } catch (RingViolationException ofItsOwn) {
            // It fell into a pit that it had dug.
        }
    }

    private void awaitAttached(SimGuest hostile) {
        String node = GuestNodes.of(hostile.domid()).listener();
        await().untilAsserted(
                        () -> assertThat(dom0.exists(node)).as("seed %d", SEED).isTrue());
    }

    private void useRing(HandMadeRing ring) throws IOException {
        AtomicBoolean scribbling = new AtomicBoolean(random.nextInt(3) == 0);
        Random anothers = new Random(random.nextLong());
        CompletableFuture<Void> scribbler = CompletableFuture.runAsync(() -> scribble(ring, anothers, scribbling));
        try {
            for (int i = 0; i < STEPS; i++) {
                step(ring);
            }
        } finally {
            scribbling.set(false);
            scribbler.join();
        }
    }

    /** Changes bytes while they are read. */
    private static void scribble(HandMadeRing ring, Random random, AtomicBoolean going) {
        while (going.get()) {
            ring.data().put(random.nextInt(4096), (byte) random.nextInt());
        }
    }

    private void step(HandMadeRing ring) throws IOException {
        switch (random.nextInt(20)) {
            case 0 -> spoil(ring.page());
            case 1 -> ring.send(spoiltRecord(ring));
            case 2 -> ring.data().put(random.nextInt(4096), (byte) random.nextInt());
            case 3, 4, 5 -> ring.wake();
            case 6, 7 -> ring.send(ring.request("app.data", text()));
            default -> ring.send(ring.event("app.data", text()));
        }
    }

    /** Puts a number somewhere that is anything, or near to what may be there. */
    private void spoil(ByteBuffer page) {
        int offset = random.nextInt(HEADER);
        int value = random.nextBoolean() ? random.nextInt() : random.nextInt(1 << random.nextInt(22));
        if (random.nextBoolean()) {
            page.put(offset, (byte) value);
        } else {
            page.putInt(offset, value);
        }
    }

    private ByteBuffer spoiltRecord(HandMadeRing ring) {
        ByteBuffer record = ring.event("app.data", text());
        return record.put(random.nextInt(record.limit()), (byte) random.nextInt());
    }

    private String text() {
        return "x".repeat(random.nextInt(1 << random.nextInt(12)));
    }
}
