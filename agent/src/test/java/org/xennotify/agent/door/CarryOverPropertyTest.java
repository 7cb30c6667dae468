package org.xennotify.agent.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.xennotify.agent.memory.MemoryDom0;
import org.xennotify.agent.memory.MemoryGrants;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.lifecycle.Threads;
import org.xennotify.vchan.Vchan;
import org.xennotify.vchan.VchanServer;

/**
 * Events are sent, read, acknowledged and answered while rings end and others begin, all in any order. Every event is
 * seen, in order, under one id, and never again once it was acknowledged; and every answer reaches who asked.
 */
class CarryOverPropertyTest {
    private static final int SIZE = 2048;
    private static final int STEPS = 150;
    private static final Patience PATIENT = new Patience(Duration.ofSeconds(60), false, Duration.ZERO);
    private static final Patience ASKS = new Patience(Duration.ofSeconds(60), false, Duration.ofSeconds(60));

    @Property(tries = 100)
    void nothingIsLostAndNothingHasTwoIds(@ForAll long seed) throws Exception {
        ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, Threads.named("worker"));
        try {
            Run run = new Run(worker, new Random(seed));
            for (int i = 0; i < STEPS; i++) {
                run.step();
            }
            run.finish();
        } finally {
            worker.shutdownNow();
        }
    }

    private static final class Run {
        private final MemoryGrants grants = new MemoryGrants();
        private final ScheduledThreadPoolExecutor worker;
        private final Random random;
        private final RingDoor door;
        private final List<CompletableFuture<Outcome>> sent = new ArrayList<>();
        private final Map<Integer, String> ids = new HashMap<>();
        private final List<Integer> seen = new ArrayList<>();
        private final List<Integer> unacknowledged = new ArrayList<>();
        private int acknowledged;
        private long epoch = 0xe0;
        private VchanServer.Opened ring;
        private MemoryDom0 dom0;
        private int looked;

        Run(ScheduledThreadPoolExecutor worker, Random random) throws Exception {
            this.worker = worker;
            this.random = random;
            this.door = new RingDoor(SIZE, worker, "root");
            begin();
        }

        private void onWorker(Runnable work) throws Exception {
            worker.submit(work).get();
        }

        private void begin() throws Exception {
            epoch++;
            ring = VchanServer.open(grants, 0, SIZE, () -> {});
            onWorker(() -> door.attach(asRing(ring.vchan()), epoch));
            dom0 = MemoryDom0.attach(grants, ring.ringReference(), door::raised);
            looked = 0;
            unacknowledged.clear();
        }

        private static Ring asRing(Vchan vchan) {
            return new Ring() {
                @Override
                public Vchan vchan() {
                    return vchan;
                }

                @Override
                public void rearm() {}

                @Override
                public void fail(IOException why) {
                    throw new AssertionError(why);
                }
            };
        }

        void step() throws Exception {
            int kind = random.nextInt(20);
            if (kind < 12) {
                send();
            } else if (kind < 16) {
                look();
                acknowledge(random.nextInt(unacknowledged.size() + 1));
            } else if (kind < 18) {
                look();
            } else {
                onWorker(door::detach);
                if (random.nextBoolean()) {
                    send();
                }
                begin();
            }
        }

        private void send() throws Exception {
            String data = (sent.size() + 1) + " " + "x".repeat(random.nextInt(8) == 0 ? 1900 : random.nextInt(60));
            Submission submission =
                    new Submission("a.b", data.getBytes(UTF_8), random.nextInt(4) == 0 ? ASKS : PATIENT);
            sent.add(door.send("root", submission));
            onWorker(() -> {});
        }

        private void look() throws Exception {
            onWorker(() -> {});
            List<String> events = dom0.look();
            for (String event : events.subList(looked, events.size())) {
                see(event.split(" "));
            }
            looked = events.size();
        }

        /** {@code 1=e1/7 ?a.b 12 xxx}. */
        private void see(String[] words) throws IOException {
            int first = words[0].indexOf('=');
            String id = first < 0 ? Long.toHexString(epoch) + "/" + words[0] : words[0].substring(first + 1);
            int number = Integer.parseInt(words[2]);
            assertThat(number).as("not seen again once acknowledged").isGreaterThan(acknowledged);
            assertThat(ids.computeIfAbsent(number, none -> id)).isEqualTo(id);
            if (!seen.contains(number)) {
                seen.add(number);
            }
            unacknowledged.add(number);
            if (words[1].startsWith("?")) {
                long sequence = Long.parseLong(first < 0 ? words[0] : words[0].substring(0, first));
                dom0.reply(sequence, true, Integer.toString(number));
            }
        }

        private void acknowledge(int count) throws IOException {
            dom0.acknowledge(count);
            for (int i = 0; i < count; i++) {
                acknowledged = unacknowledged.remove(0);
            }
        }

        void finish() throws Exception {
            for (int round = 0; acknowledged < sent.size() && round < 1000; round++) {
                look();
                acknowledge(unacknowledged.size());
            }
            for (int i = 0; i < sent.size(); i++) {
                assertThat(seen.get(i)).isEqualTo(i + 1);
                check(sent.get(i).get(20, TimeUnit.SECONDS), i + 1);
            }
            assertThat(ids.values()).doesNotHaveDuplicates();
        }

        private void check(Outcome outcome, int number) {
            String sequence = ids.get(number).replaceFirst(".*/", "");
            if (outcome instanceof Outcome.Answered answered) {
                assertThat(answered.data()).isEqualTo(Integer.toString(number).getBytes(UTF_8));
                assertThat(answered.sequence()).isEqualTo(Long.parseLong(sequence));
            } else {
                assertThat(outcome).isEqualTo(new Outcome.Accepted(Long.parseLong(sequence)));
            }
        }
    }
}
