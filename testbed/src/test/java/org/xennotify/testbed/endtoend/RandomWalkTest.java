package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.xennotify.testbed.endtoend.Soon.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.xenstore.XenStoreClient;

/**
 * Agents, listener, domains and XenStore start, stop and die in the order that chance tells, for {@code -Dfuzz.seconds},
 * while events are sent: nothing that was accepted is lost beyond what the protocol allows, nothing from a ring has two
 * ids, nothing leaks, and every guest is served again as soon as it can be. {@code -Dfuzz.seed} walks the same way again, as
 * far as threads let it.
 */
class RandomWalkTest {
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("fuzz.seconds", 10));
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int GUESTS = 3;
    private static final int STEPS_BETWEEN_RESTS = 20;
    private static final int REMEMBERED = 200;
    /** Nobody knows of a restore at once; until then a port may be touched or added, which harms next to nobody, not closed. */
    private static final Pattern TOO_LATE =
            Pattern.compile("a port from before the resume of domain [0-9]+ was used: (Allocate|Notify|Unmask).*");

    private static final String ROUTES = """
            [[route]]
            type = "app.good"
            run = ["/bin/cat"]
            [[route]]
            type = "app.bad"
            run = ["/bin/false"]
            [[route]]
            type = "app.slow"
            run = ["/bin/sleep", "0.03"]
            [[route]]
            """;

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);
    private final Ledger ledger = new Ledger();
    private final List<WalkingGuest> guests = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private XenStoreClient dom0;
    private Path routes;
    private ListenerUnderTest listener;
    private boolean heldUp;
    private int taken;
    private int rests;

    private interface Move {
        void by(WalkingGuest guest) throws Exception;
    }

    private record Step(String name, Move move) {}

    @BeforeEach
    void prepare() throws Exception {
        sim.host().tolerate(TOO_LATE);
        dom0 = sim.store(sim.host().dom0());
        routes = Files.writeString(directory.resolve("routes.toml"), ROUTES);
        step(24, "send by ring", WalkingGuest::sendByRing);
        step(6, "send by store", WalkingGuest::sendByStore);
        step(2, "ring the bell", WalkingGuest::ring);
        step(10, "start agent", WalkingGuest::startAgent);
        step(1, "stop agent", guest -> guest.stopAgent(listener != null && !heldUp));
        step(1, "kill agent", WalkingGuest::killAgent);
        step(2, "save", WalkingGuest::save);
        step(3, "save with events in flight", this::saveInFlight);
        step(5, "restore", WalkingGuest::restore);
        step(1, "reboot", WalkingGuest::reboot);
        step(1, "destroy", this::destroy);
        step(1, "fill quota", WalkingGuest::fillQuota);
        step(1, "free quota", WalkingGuest::freeQuota);
        step(1, "fill a ring", this::fillRing);
        step(6, "start listener", guest -> startListener());
        step(3, "hold the listener's output up", guest -> holdUp(true));
        step(1, "let it go on", guest -> holdUp(false));
        step(1, "stop listener", guest -> stopListener());
        step(2, "kill listener", guest -> killListener());
        step(1, "kill listener at work", this::killListenerAtWork);
        step(1, "restart XenStore", guest -> sim.host().restartXenStore());
    }

    private void step(int weight, String name, Move move) {
        steps.addAll(Collections.nCopies(weight, new Step(name, move)));
    }

    @Test
    void whateverHappensNothingIsLostOrLeftAndEveryGuestIsServed() throws Exception {
        LoggerFactory.getLogger("walk").info("for {} with seed {}", TIME, SEED);
        long end = System.nanoTime() + TIME.toNanos();
        try {
            while (System.nanoTime() < end) {
                walk();
                rest();
                rests++;
            }
            finish();
        } catch (Exception | AssertionError e) {
            throw new AssertionError("with -Dfuzz.seed=" + SEED + ", after " + history, e);
        }
        LoggerFactory.getLogger("walk").info("{} steps, {} events sent", rests * STEPS_BETWEEN_RESTS, ledger.count());
    }

    private void walk() throws Exception {
        for (int i = 0; i < STEPS_BETWEEN_RESTS; i++) {
            Step step = steps.get(random.nextInt(steps.size()));
            WalkingGuest guest = anyGuest();
            remember(step.name() + " " + guest);
            step.move().by(guest);
            takeNotice();
            assertThat(ledger.overdue()).isEmpty();
        }
    }

    private void remember(String what) {
        history.add(what);
        if (history.size() > REMEMBERED) {
            history.remove(0);
        }
    }

    private WalkingGuest anyGuest() {
        int index = random.nextInt(GUESTS);
        if (index >= guests.size()) {
            guests.add(new WalkingGuest(sim, dom0, ledger, random));
            return guests.get(guests.size() - 1);
        }
        return guests.get(index);
    }

    private void destroy(WalkingGuest guest) throws IOException {
        if (guest.destroy()) {
            guests.remove(guest);
        }
    }

    private void startListener() throws IOException {
        if (listener == null) {
            listener = new ListenerUnderTest(sim.host(), routes);
            taken = 0;
        }
    }

    /** What is sent meanwhile stays where it is, unhandled. */
    private void holdUp(boolean holdUp) {
        if (listener != null) {
            listener.holdUp(holdUp);
            heldUp = holdUp;
        }
    }

    private void saveInFlight(WalkingGuest guest) {
        holdUp(true);
        guest.sendByRing();
        guest.save();
    }

    private void fillRing(WalkingGuest guest) {
        holdUp(true);
        guest.fillRing();
    }

    private void stopListener() throws IOException {
        if (listener != null) {
            listener.close();
            listenerEnded();
        }
    }

    private void killListener() throws IOException {
        if (listener != null) {
            listener.holdUp(random.nextBoolean()); // dies before it prints, or after
            listener.kill();
            listenerEnded();
        }
    }

    /** What a guest has written is handed in, but not printed: the next listener must find it. */
    private void killListenerAtWork(WalkingGuest guest) throws IOException {
        if (listener != null) {
            holdUp(true);
            int before = listener.refusals();
            if (guest.sendByStore()) {
                await().until(() -> listener.refusals() > before);
            }
            listener.kill();
            listenerEnded();
        }
    }

    private void listenerEnded() {
        takeNotice();
        assertThat(listener.failures()).isEmpty();
        listener = null;
        ledger.listenerEnds();
        heldUp = false;
        guests.forEach(WalkingGuest::listenerEnds);
    }

    private void takeNotice() {
        while (listener != null && taken < listener.heard().size()) {
            ledger.heard(listener.heard().get(taken), listener.ids().get(taken));
            taken++;
        }
    }

    private void rest() throws IOException {
        remember("rest");
        startListener();
        holdUp(false);
        guests.forEach(WalkingGuest::ask); // all at once: each waits for the listener's next try
        for (WalkingGuest guest : guests) {
            guest.assertServed();
        }
        await().until(this::missing, empty());
        assertThat(sim.host().leaks()).isEmpty();
        assertThat(listener.failures()).isEmpty();
    }

    private List<String> missing() {
        takeNotice();
        return ledger.missing();
    }

    private void finish() throws IOException {
        for (WalkingGuest guest : guests) {
            guest.finish();
        }
        stopListener();
    }
}
