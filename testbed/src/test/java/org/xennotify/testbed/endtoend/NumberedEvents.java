package org.xennotify.testbed.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.xennotify.agent.door.Patience;
import org.xennotify.agent.door.Submission;
import org.xennotify.agent.intake.AgentClient;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.intake.Via;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.device.Platform;
import org.xennotify.lifecycle.Threads;

/** A program in a guest that sends one event after the other by the ring, each with its number and some more text. */
final class NumberedEvents {
    static final String TYPE = "app.number";

    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(30), false, Duration.ZERO);

    private final AgentClient agent;
    private final int most;
    private final Thread thread;
    private volatile int accepted;
    private volatile boolean stopped;

    /** Sends until so many are accepted, or the agent or its ring goes away. */
    NumberedEvents(Platform place, int most) throws IOException {
        this.agent = AgentClient.connect(place.runDirectory().resolve("agent.sock"));
        this.most = most;
        this.thread = Threads.start("test-sender", this::send);
    }

    private void send() {
        try (agent) {
            for (int number = 1; number <= most && !stopped; number++) {
                byte[] data = data(number).getBytes(UTF_8);
                Outcome outcome = agent.ask(new Request.Send(Via.RING, new Submission(TYPE, data, PATIENCE)));
                if (outcome instanceof Outcome.Failed failed) {
                    assertThat(failed.exit()).as(failed.sentence()).isEqualTo(Exit.UNAVAILABLE);
                    return;
                }
                accepted = number;
            }
        } catch (IOException agentIsGone) {
            // What it had accepted counts.
        }
    }

    /** What the event of that number carries: up to some hundred characters more than the number. */
    static String data(int number) {
        return number + " " + "x".repeat(new Random(number).nextInt(400));
    }

    static List<String> data(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(NumberedEvents::data).toList();
    }

    /**
     * These listeners, one after the other, have heard the first so many, in order, each under one id, perhaps again.
     *
     * @return how many were heard again
     */
    static int assertIntact(int count, List<ListenerUnderTest> listeners) {
        Map<String, String> byId = new HashMap<>();
        List<String> first = new ArrayList<>();
        int repeated = 0;
        for (ListenerUnderTest listener : listeners) {
            for (int i = 0; i < listener.heard().size(); i++) {
                String data = listener.heard().get(i).data();
                String before = byId.putIfAbsent(listener.ids().get(i), data);
                if (before == null) {
                    first.add(data);
                } else {
                    assertThat(data).isEqualTo(before);
                    repeated++;
                }
            }
        }
        assertThat(first.equals(data(1, count)))
                .as("all, in order, each under one id")
                .isTrue();
        return repeated;
    }

    /** How many were accepted: those from 1 on. */
    int accepted() {
        return accepted;
    }

    void awaitAccepted(int count) {
        Soon.await().until(() -> accepted >= count);
    }

    void stop() throws InterruptedException {
        stopped = true;
        awaitEnd();
    }

    /** Returns when all are accepted, or the agent or its ring has gone away. */
    void awaitEnd() throws InterruptedException {
        thread.join(Duration.ofSeconds(60).toMillis());
        assertThat(thread.isAlive()).isFalse();
    }
}
