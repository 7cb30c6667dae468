package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xennotify.testbed.endtoend.Soon.await;

import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.testbed.endtoend.Ledger.Keeper;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;

/** One guest of a random walk. What does not fit what the guest is doing is not done. */
final class WalkingGuest {
    private static final int RING = 4096;
    private static final int LARGEST_TEXT = 400;
    private static final String[] TYPES = {"app.plain", "app.good", "app.bad"};

    private enum Agent {
        NONE,
        BELL,
        RING
    }

    private final OnSimHost sim;
    private final XenStoreClient dom0;
    private final Ledger ledger;
    private final Random random;
    private final SimGuest guest;
    private Agent kind = Agent.NONE;
    private AgentUnderTest agent;
    private boolean saved;
    private boolean mapped;
    private boolean full;

    WalkingGuest(OnSimHost sim, XenStoreClient dom0, Ledger ledger, Random random) {
        this.sim = sim;
        this.dom0 = dom0;
        this.ledger = ledger;
        this.random = random;
        this.guest = sim.host().create();
    }

    private UUID uuid() {
        return guest.uuid();
    }

    void sendByRing() {
        if (kind == Agent.RING && !saved) {
            send("ring", Keeper.RING);
        }
    }

    void sendByStore() {
        if (!saved) {
            send("store", Keeper.TREE);
        }
    }

    private void send(String door, Keeper keeper) {
        int number = ledger.next();
        String type = TYPES[random.nextInt(TYPES.length)];
        Exit exit = run("send", "--drop", "--via", door, type, data(number));
        if (exit == Exit.DONE) {
            ledger.accepted(number, uuid(), keeper);
        }
    }

    private String data(int number) {
        return number + " " + "x".repeat(random.nextInt(LARGEST_TEXT));
    }

    private Exit run(String... typed) {
        return new GuestCommand(guest).run(typed).exit();
    }

    void ring() {
        if (kind == Agent.BELL && !saved && run("send", "--via", "bell") == Exit.DONE) {
            ledger.rung(uuid());
        }
    }

    void startAgent() throws Exception {
        boolean withRing = random.nextInt(4) > 0;
        if (kind == Agent.NONE && !saved) {
            agent = withRing ? new AgentUnderTest(guest, RING) : new AgentUnderTest(guest);
            kind = withRing ? Agent.RING : Agent.BELL;
        }
    }

    /** {@code isHeard}: there is a listener; else the agent would wait 10 s for one that was killed. */
    void stopAgent(boolean isHeard) throws IOException {
        if (kind != Agent.NONE && !saved && (isHeard || !ledger.isRingUnheard(uuid()))) {
            agent.close();
            agent.kill(); // as the end of its process does, should XenStore have been away just now
            agentEnds();
        }
    }

    void killAgent() throws IOException {
        if (kind != Agent.NONE && !saved) {
            agent.kill();
            agentEnds();
        }
    }

    private void agentEnds() {
        ledger.pass(uuid(), Keeper.RING, mapped ? Keeper.LISTENER : Keeper.NOBODY);
        ledger.silenced(uuid());
        mapped = false;
        kind = Agent.NONE;
    }

    void listenerEnds() {
        mapped = false;
    }

    void reboot() throws IOException {
        if (!saved) {
            end(guest::reboot);
        }
    }

    /** Whether it is gone. */
    boolean destroy() throws IOException {
        Runnable[] ways = {guest::destroy, guest::shutDown, guest::crash};
        Runnable way = ways[random.nextInt(ways.length)];
        if (saved) {
            return false;
        }
        end(way);
        return true;
    }

    private void end(Runnable way) throws IOException {
        if (kind == Agent.NONE) {
            way.run();
        } else {
            agent.end();
            way.run();
            agent.kill();
            agentEnds();
        }
        full = false;
        ledger.pass(uuid(), Keeper.TREE, Keeper.NOBODY);
    }

    void save() {
        if (!saved) {
            guest.save();
            saved = true;
            full = false;
            ledger.pass(uuid(), Keeper.TREE, Keeper.NOBODY);
            ledger.pass(uuid(), Keeper.RING, Keeper.IMAGE);
            ledger.silenced(uuid());
            mapped = false;
        }
    }

    void restore() {
        if (saved) {
            guest.restore();
            saved = false;
            ledger.pass(uuid(), Keeper.IMAGE, Keeper.RING);
        }
    }

    void fillQuota() throws IOException {
        if (!saved && !full) {
            full = true;
            try (XenStoreClient store = XenStoreClient.connect(guest.platform()::openStore)) {
                for (int i = 0; ; i++) {
                    store.write("data/filler/" + i, "");
                }
            } catch (XenStoreException quotaReached) {
                assertThat(quotaReached.kind()).isEqualTo(XenStoreException.Kind.FULL);
            }
        }
    }

    void freeQuota() throws IOException {
        if (!saved && full) {
            full = false;
            try (XenStoreClient store = XenStoreClient.connect(guest.platform()::openStore)) {
                store.remove("data/filler");
            }
        }
    }

    /** A living guest with an epoch is attached; one that has an agent gets an epoch. */
    void assertServed() {
        if (saved || kind == Agent.NONE || (full && !isPublished())) {
            return;
        }
        await().until(this::isPublished);
        if (kind == Agent.BELL) {
            await().until(() -> run("send", "--via", "bell") == Exit.DONE);
            ledger.rung(uuid());
        } else {
            await().until(this::isAnswered);
            mapped = true;
        }
    }

    private boolean isAnswered() {
        int number = ledger.next();
        Exit exit = run("send", "--wait", "10", "--via", "ring", "app.good", data(number));
        if (exit == Exit.DONE) {
            ledger.accepted(number, uuid(), Keeper.RING);
        }
        return exit == Exit.DONE;
    }

    /** What stands there may be the last agent's. */
    private boolean isPublished() {
        try {
            Optional<String> epoch = dom0.findText(GuestNodes.of(guest.domid()).epoch());
            return epoch.isPresent()
                    && agent.said().stream().anyMatch(line -> line.startsWith("published epoch " + epoch.get()));
        } catch (XenStoreException disconnected) {
            return false;
        }
    }

    /** So that its agent can be closed. */
    void finish() throws IOException {
        restore();
        if (kind != Agent.NONE) {
            agent.close();
        }
    }

    @Override
    public String toString() {
        return guest.name();
    }
}
