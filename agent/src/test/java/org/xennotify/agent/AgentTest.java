package org.xennotify.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.agent.door.Patience;
import org.xennotify.agent.door.Submission;
import org.xennotify.agent.intake.AgentClient;
import org.xennotify.agent.intake.AgentSocket;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.intake.RequestCodec;
import org.xennotify.agent.intake.Via;
import org.xennotify.agent.memory.MemoryDom0;
import org.xennotify.agent.memory.MemoryXen;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.agent.publication.Pace;

@Timeout(30)
class AgentTest {
    @TempDir
    Path directory;

    private final MemoryXen xen = new MemoryXen();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private OptionalInt ringSize = OptionalInt.empty();
    private Optional<Path> notifySocket = Optional.empty();

    private Agent start() throws Exception {
        AgentSocket.Place place = new AgentSocket.Place(socket(), Optional.empty(), Optional.empty(), "rw-rw-rw-");
        return Agent.start(xen, new AgentSettings(place, Pace.USUAL, ringSize, notifySocket), said::add);
    }

    private Path socket() {
        return directory.resolve("agent.sock");
    }

    private Outcome ask(String line) throws Exception {
        try (AgentClient client = AgentClient.connect(socket())) {
            return client.ask(RequestCodec.decode(line.getBytes(UTF_8)));
        }
    }

    @Test
    void anAgentThatIsReadyHasPublishedAndServes() throws Exception {
        try (Agent agent = start()) {
            assertThat(said).hasSize(2);
            assertThat(said.get(0)).startsWith("published epoch ");
            assertThat(said.get(1)).startsWith("ready: ").endsWith(socket().toString());
            assertThat(ask("{\"type\":\"a.b\",\"data\":\"c\"}")).isEqualTo(new Outcome.Accepted());
            assertThat(ask("{\"via\":\"bell\"}")).isEqualTo(new Outcome.Accepted());
            assertThat(xen.store().children("data/xen-notify/inbox")).hasSize(1);
            assertThat(xen.channels().get(0).calls()).endsWith("notify 70");
            assertThat(agent.ended()).isNotDone();
        }
    }

    @Test
    void aDoorThatIsNotThereIsToldInASentence() throws Exception {
        try (Agent agent = start()) {
            for (String via : List.of("ring", "trap")) {
                assertThat(ask("{\"type\":\"a.b\",\"via\":\"" + via + "\"}"))
                        .isInstanceOfSatisfying(
                                Outcome.Failed.class,
                                failed -> assertThat(failed.exit()).isEqualTo(Exit.UNAVAILABLE));
            }
            assertThat(agent.ended()).isNotDone();
        }
    }

    @Test
    void theStatusSaysWhatIsPublishedAndCounts() throws Exception {
        try (Agent agent = start()) {
            ask("{\"via\":\"bell\"}");
            ask("{\"type\":\"a.b\",\"data_base64\":\"AA==\"}"); // which the store cannot carry

            Map<String, Object> status = ((Outcome.Report) ask("{\"status\":true}")).fields();

            assertThat(status)
                    .containsEntry("state", "published")
                    .containsEntry("port", 70L)
                    .containsEntry("domid", "3")
                    .containsEntry("bells", 1L)
                    .containsEntry("failed", 1L)
                    .containsEntry("listener", false);
            assertThat(agent.ended()).isNotDone();
        }
    }

    @Test
    void anOrderlyStopLeavesNothingButTheInbox() throws Exception {
        Agent agent = start();
        ask("{\"type\":\"a.b\"}");

        agent.close();

        assertThat(xen.store().children("data/xen-notify")).containsExactly("inbox");
        assertThat(xen.channels()).hasSize(1).allMatch(set -> set.calls().contains("close"));
        assertThat(socket()).doesNotExist();
    }

    @Test
    void whoStillWaitsWhenTheAgentStopsIsToldSo() throws Exception {
        Agent agent = start();
        try (AgentClient client = AgentClient.connect(socket())) {
            Thread stop = new Thread(() -> {
                while (xen.store().children("data/xen-notify/inbox").isEmpty()) {
                    Thread.onSpinWait();
                }
                close(agent);
            });
            stop.start();

            Request request = RequestCodec.decode("{\"type\":\"a.b\",\"wait\":20}".getBytes(UTF_8));
            assertThat(client.ask(request))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.sentence()).contains("stopped"));
            stop.join();
        }
    }

    private static void close(Agent agent) {
        try {
            agent.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSecondAgentIsRefusedBeforeItPublishesAnything() throws Exception {
        try (Agent agent = start()) {
            List<String> before = List.copyOf(xen.store().log());

            assertThatExceptionOfType(ExitException.class).isThrownBy(this::start);

            assertThat(xen.store().log()).isEqualTo(before);
            assertThat(agent.ended()).isNotDone();
        }
    }

    private Outcome askWithData(String via, byte[] data) throws Exception {
        try (AgentClient client = AgentClient.connect(socket())) {
            Via door = Via.parse(via).orElseThrow();
            return client.ask(new Request.Send(door, new Submission("a.b", data, Patience.USUAL)));
        }
    }

    @Test
    void theRingIsTheFirstChoiceWhereThereIsOne() throws Exception {
        ringSize = OptionalInt.of(4096);
        try (Agent agent = start();
                MemoryDom0 dom0 = MemoryDom0.attach(xen)) {
            assertThat(ask("{\"type\":\"a.b\",\"data\":\"c\"}")).isEqualTo(new Outcome.Accepted(1));
            assertThat(ask("{\"type\":\"a.b\",\"via\":\"ring\"}")).isEqualTo(new Outcome.Accepted(2));
            assertThat(ask("{\"type\":\"a.b\",\"via\":\"store\"}")).isEqualTo(new Outcome.Accepted());

            assertThat(dom0.read()).containsExactly("1 a.b c", "2 a.b ");
            assertThat(((Outcome.Report) ask("{\"status\":true}")).fields())
                    .containsEntry("doors", "ring, store")
                    .containsEntry("ring", 4096L)
                    .containsEntry("backlog", 0L)
                    .containsEntry("sequence", 2L)
                    .containsEntry("waiting", 0L)
                    .containsEntry("dropped", 0L);
            assertThat(agent.ended()).isNotDone();
        }
    }

    @Test
    void whereThereIsARingItSaysThatABellWouldBeNoEvent() throws Exception {
        ringSize = OptionalInt.of(2048);
        try (Agent agent = start()) {
            assertThat(ask("{\"via\":\"bell\"}"))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.exit()).isEqualTo(Exit.UNAVAILABLE));
            assertThat(agent.ended()).isNotDone();
        }
    }

    @Test
    void anEventMayFillTheRingAsFarAsItCanBeCarriedOver() throws Exception {
        ringSize = OptionalInt.of(1 << 20);
        byte[] largest = new byte[(1 << 20) - 40 - 3];
        try (Agent agent = start();
                MemoryDom0 dom0 = MemoryDom0.attach(xen)) {
            assertThat(askWithData("auto", largest)).isEqualTo(new Outcome.Accepted(1));
            assertThat(dom0.read()).hasSize(1);
            Arrays.fill(largest, (byte) 0xff);
            assertThat(askWithData("auto", largest)).isEqualTo(new Outcome.Accepted(2));
            dom0.read();

            assertThat(askWithData("auto", new byte[largest.length + 1]))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.sentence()).contains(largest.length + " bytes"));
            assertThat(agent.ended()).isNotDone();
        }
    }

    @Test
    void anOrderlyStopWaitsUntilAnAttachedListenerHasReadTheRing() throws Exception {
        ringSize = OptionalInt.of(4096);
        Agent agent = start();
        try (MemoryDom0 dom0 = MemoryDom0.attach(xen)) {
            ask("{\"type\":\"a.b\"}");
            Thread stop = new Thread(() -> close(agent));
            stop.start();
            assertThat(dom0.look()).hasSize(1);
            assertThat(xen.store().get("data/xen-notify/epoch")).isNotNull();

            dom0.acknowledge();

            stop.join();
            assertThat(xen.store().children("data/xen-notify")).isEmpty();
        }
        assertThat(xen.grants().held()).isZero();
    }
}
