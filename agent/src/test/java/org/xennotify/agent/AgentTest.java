package org.xennotify.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.agent.intake.AgentClient;
import org.xennotify.agent.intake.AgentSocket;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.intake.RequestCodec;
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

    private Agent start() throws Exception {
        AgentSocket.Place place = new AgentSocket.Place(socket(), Optional.empty(), Optional.empty(), "rw-rw-rw-");
        return Agent.start(xen, new AgentSettings(place, Pace.USUAL), said::add);
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
            ask("{\"type\":\"a b\"}");

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
}
