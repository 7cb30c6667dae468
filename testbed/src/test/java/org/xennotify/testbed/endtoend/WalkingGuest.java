package org.xennotify.testbed.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.xennotify.testbed.endtoend.Soon.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.xennotify.agent.door.Patience;
import org.xennotify.agent.door.Submission;
import org.xennotify.agent.intake.AgentSocket;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.intake.Via;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.agent.sender.Sender;
import org.xennotify.testbed.endtoend.Ledger.Keeper;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;

/** One guest of a random walk. What does not fit what the guest is doing is not done. */
final class WalkingGuest {
    static final int ASKED_AT_ONCE = 2;

    private static final int RING = 4096;
    private static final Patience ANSWERED = new Patience(Patience.ROOM, false, Duration.ofSeconds(10));
    private static final int LEAST_RECORD = 24;
    private static final int LARGEST_BURST = 8;
    private static final int LARGEST_TEXT = 400;
    /** Most go to no handler, which would take most of the time. */
    private static final int HANDLED_ONE_IN = 4;

    private static final String[] HANDLED = {Question.GOOD, Question.BAD, "app.slow"};

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
    private final FilledQuota quota;
    private final List<Question> asked = new ArrayList<>();
    private Agent kind = Agent.NONE;
    private AgentUnderTest agent;
    private boolean saved;
    private boolean mapped;
    /** Its agent may not know yet. */
    private boolean resumed;

    WalkingGuest(OnSimHost sim, XenStoreClient dom0, Ledger ledger, Random random) {
        this.sim = sim;
        this.dom0 = dom0;
        this.ledger = ledger;
        this.random = random;
        this.guest = sim.host().create();
        this.quota = new FilledQuota(guest);
    }

    private UUID uuid() {
        return guest.uuid();
    }

    /** Some, so that the ring is full now and then. */
    void sendByRing() {
        for (int left = random.nextInt(LARGEST_BURST); left >= 0 && hasRing(); left--) {
            send(Via.RING);
        }
    }

    /** Drops the last at least, if nobody reads. */
    void fillRing() {
        for (int left = RING / LEAST_RECORD; left >= 0 && hasRing() && send(Via.RING); left--) {}
    }

    private boolean hasRing() {
        return kind == Agent.RING && !saved;
    }

    /** Whether one was accepted. */
    boolean sendByStore() {
        return !saved && send(Via.STORE);
    }

    private boolean send(Via via) {
        int number = nextNumber();
        Outcome outcome = outcome(via, submission(anyType(), number, Patience.NONE));
        note(number, via, outcome);
        return outcome instanceof Outcome.Accepted;
    }

    private int nextNumber() {
        int number = ledger.next();
        resumed = resumed && !isPublished();
        if (resumed) {
            ledger.mayBeCarriedOver(uuid());
        }
        return number;
    }

    private Submission submission(String type, int number, Patience patience) {
        return new Submission(type, data(number).getBytes(UTF_8), patience);
    }

    private Outcome outcome(Via via, Submission submission) {
        try (Sender sender = Sender.open(via, guest.platform(), AgentSocket.in(guest.platform()))) {
            return sender.send(new Request.Send(via, submission));
        } catch (IOException nobodyKnows) {
            return new Outcome.Failed(Exit.FAILED, "nobody knows");
        }
    }

    private void note(int number, Via via, Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            ledger.accepted(number, uuid(), via == Via.RING ? Keeper.RING : Keeper.TREE, accepted.sequence());
        } else if (outcome instanceof Outcome.Answered answered) {
            ledger.accepted(number, uuid(), Keeper.RING, answered.sequence());
        }
    }

    private String anyType() {
        return random.nextInt(HANDLED_ONE_IN) > 0 ? "app.plain" : HANDLED[random.nextInt(HANDLED.length)];
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
            if (isHeard) {
                sendByRing();
            }
            agent.close();
            if (mapped) {
                ledger.pass(uuid(), Keeper.RING, Keeper.PRINTED);
            }
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
        ledger.agentEnds(uuid());
        mapped = false;
        resumed = false;
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
        quota.forget();
        ledger.pass(uuid(), Keeper.TREE, Keeper.NOBODY);
    }

    void save() {
        if (!saved) {
            guest.save();
            saved = true;
            quota.forget();
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
            resumed = kind != Agent.NONE;
            ledger.mayBeCarriedOver(uuid());
            ledger.pass(uuid(), Keeper.IMAGE, Keeper.RING);
        }
    }

    void fillQuota() throws IOException {
        if (!saved) {
            quota.fill();
        }
    }

    void freeQuota() throws IOException {
        if (!saved) {
            quota.free();
        }
    }

    /** A living guest with an epoch is attached; one that has an agent gets an epoch. */
    void assertServed() {
        if (saved || kind == Agent.NONE || (quota.isFull() && !isPublished())) {
            return;
        }
        await().until(this::isPublished);
        if (kind == Agent.BELL) {
            await().until(() -> run("send", "--via", "bell") == Exit.DONE);
            ledger.rung(uuid());
        } else {
            await().until(this::areAnswered);
            mapped = true;
        }
    }

    /** Asks at once what is answered differently, unless it has asked already. */
    void ask() {
        if (asked.isEmpty() && hasRing() && isPublished()) {
            for (String type : List.of(Question.GOOD, Question.BAD)) {
                int number = nextNumber();
                Submission question = submission(type, number, ANSWERED);
                asked.add(new Question(number, type, CompletableFuture.supplyAsync(() -> outcome(Via.RING, question))));
            }
        }
    }

    private boolean areAnswered() {
        ask();
        List<Question> questions = List.copyOf(asked);
        asked.clear();
        questions.forEach(
                question -> note(question.number(), Via.RING, question.outcome().join()));
        return !questions.isEmpty() && questions.stream().allMatch(Question::isAnswered);
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
