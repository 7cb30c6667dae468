package org.xennotify.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.xennotify.listener.fake.FakeHost.inbox;
import static org.xennotify.listener.fake.FakeHost.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.listener.config.ConfigurationException;
import org.xennotify.listener.control.ControlClient;
import org.xennotify.listener.fake.FakeHost;
import org.xennotify.listener.fake.FakeStore;
import org.xennotify.listener.fake.Lines;
import org.xennotify.listener.handler.Handlers;
import org.xennotify.listener.pause.Pauses;
import org.xennotify.listener.sink.StandardOutput;

/** A whole listener with a file of routes. */
@Timeout(60)
class RoutesTest {
    private static final String EPOCH = "0123456789abcdef";

    @TempDir
    Path run;

    private final Lines lines = new Lines();
    private FakeHost host;
    private FakeStore store;
    private Path file;
    private Listener listener;

    @BeforeEach
    void start() {
        host = new FakeHost(run);
        store = host.store();
        host.create(3);
        file = run.resolve("routes.toml");
    }

    @AfterEach
    void stop() throws IOException {
        listener.close();
    }

    private void listen(String routes) throws IOException {
        Files.writeString(file, routes);
        listener = Listener.open(host, new StandardOutput(lines, sentence -> {}), Optional.of(file), sentence -> {});
        listener.start(run.resolve("listen.sock"));
    }

    private String reload(String routes) throws IOException {
        Files.writeString(file, routes);
        return ControlClient.ask(run.resolve("listen.sock"), "reload");
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(assertion);
    }

    private void eventuallyAnswered(String id, String answer) {
        eventually(() -> assertThat(store.read(outbox(3, id))).contains(answer));
    }

    @Test
    void aHandlersAnswerAndItsFailureGoBackToTheGuest() throws IOException {
        listen("""
                [[route]]
                type = "good"
                run = ["/bin/echo", "hello", "{subject}"]
                [[route]]
                type = "bad"
                run = ["/bin/false"]
                """);
        store.write(inbox(3, "x"), "?good");
        store.write(inbox(3, "y"), "?bad");
        store.write(inbox(3, "z"), "?ugly");
        eventuallyAnswered("x", "ok hello guest3");
        eventuallyAnswered("y", "error handler ended with status 1");
        eventuallyAnswered("z", "error refused");
        assertThat(lines.all()).hasSize(2);
    }

    @Test
    void anEventIsAcknowledgedWhenItsHandlerHasEnded() throws IOException {
        Path go = run.resolve("go");
        listen("[[route]]\nrun = [\"/bin/sh\", \"-c\", \"until [ -e %s ]; do sleep 0.05; done\"]\n".formatted(go));
        store.write(inbox(3, "x"), "a.b");
        eventually(() -> assertThat(lines.all()).hasSize(1));
        assertThat(store.exists(inbox(3, "x"))).isTrue();
        Files.createFile(go);
        eventually(() -> assertThat(store.exists(inbox(3, "x"))).isFalse());
    }

    @Test
    void oneGuestsSlowHandlerDoesNotHoldUpOtherGuests() throws IOException {
        listen("[[route]]\ntype = \"slow\"\nrun = [\"/bin/sleep\", \"1000\"]\n[[route]]\n");
        for (int domid = 4; domid < 12; domid++) {
            host.create(domid);
            store.write(inbox(domid, "x"), "slow");
        }
        eventually(() -> assertThat(lines.all()).hasSize(8));
        store.write(inbox(3, "x"), "?quick");
        eventuallyAnswered("x", "ok");
    }

    @Test
    void noMoreHandlersRunThanMayAndTheOthersEventsWaitForThem() throws IOException {
        Path began = Files.createDirectory(run.resolve("began"));
        Path go = run.resolve("go");
        listen("[[route]]\nrun = [\"/bin/sh\", \"-c\", \"mktemp %s/XXXXXX; until [ -e %s ]; do sleep 0.05; done\"]\n"
                .formatted(began, go));
        for (int domid = 4; domid < 24; domid++) {
            host.create(domid);
            store.write(inbox(domid, "x"), "?a.b");
        }
        await().atMost(Duration.ofSeconds(20))
                .during(Duration.ofMillis(300))
                .until(() -> began.toFile().list().length == Handlers.AT_ONCE);
        assertThat(lines.all()).hasSize(Handlers.AT_ONCE);
        Files.createFile(go);
        for (int domid = 4; domid < 24; domid++) {
            String answer = outbox(domid, "x");
            eventually(() -> assertThat(store.read(answer).orElse("")).startsWith("ok "));
        }
        assertThat(lines.all()).hasSize(20);
    }

    @Test
    void aRateHoldsEventsInTheGuestAndLosesNone() throws IOException {
        listen("[[route]]\nrate = { events = 100, burst = 5 }\n");
        for (int i = 0; i < 40; i++) {
            store.write(inbox(3, "e" + i), "a.b " + i);
        }
        eventually(() -> assertThat(lines.all()).hasSize(40));
        assertThat(lines.all().stream().map(line -> line.replaceAll(".*\"data\"", "")))
                .doesNotHaveDuplicates();
    }

    @Test
    void bellsOverTheRateMerge() throws IOException {
        listen("[[route]]\nrate = { events = 1, burst = 1 }\n");
        host.publish(3, 7, EPOCH);
        eventually(() -> assertThat(lines.all()).hasSize(1));
        for (int i = 0; i < 100; i++) {
            host.channels().ring(3, 7);
        }
        eventually(() -> assertThat(lines.all()).hasSize(2));
    }

    @Test
    void reloadChangesRoutesWhileEventsComeAndLosesNone() throws IOException {
        List<String> variants = List.of(
                "[[route]]\nto = [\"%s\"]\n".formatted(run.resolve("a")),
                "[[route]]\nto = [\"%s\"]\n[[route]]\ntype = \"b\"\n".formatted(run.resolve("b")));
        listen(variants.get(0));
        for (int i = 0; i < 200; i++) {
            store.write(inbox(3, "e" + i), "a.b " + i);
            if (i % 10 == 0) {
                assertThat(reload(variants.get(i / 10 % 2))).startsWith("{\"ok\":true,\"routes\":");
            }
        }
        eventually(() -> assertThat(store.list(FakeHost.base(3) + "/inbox")).isEmpty());
        List<String> all = Files.readAllLines(run.resolve("a"));
        all.addAll(Files.readAllLines(run.resolve("b")));
        assertThat(all).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void aFileThatIsWrongIsToldAndTheFormerRoutesHold() throws IOException {
        listen("[[route]]\ntype = \"a\"\n");
        assertThat(reload("[[route]]\ntyp = \"b\"\n")).contains("\"ok\":false", file + ":2: unknown key 'typ'");
        store.write(inbox(3, "x"), "?a");
        eventuallyAnswered("x", "ok");
        assertThat(reload("[[route]]\ntype = \"b\"\n")).isEqualTo("{\"ok\":true,\"routes\":1}");
        store.write(inbox(3, "y"), "?a");
        eventuallyAnswered("y", "error refused");
    }

    @Test
    void withAFileThatIsWrongThereIsNoListener() throws IOException {
        assertThatThrownBy(() -> listen("[[route]]\nto = 5\n")).isInstanceOf(ConfigurationException.class);
        listen("");
    }

    @Test
    void withoutAFileThereIsNothingToReload() throws IOException {
        listener = Listener.open(host, new StandardOutput(lines, sentence -> {}), sentence -> {});
        listener.start(run.resolve("listen.sock"));
        assertThat(ControlClient.ask(run.resolve("listen.sock"), "reload"))
                .contains("\"ok\":false", "start it with --config");
    }

    @Test
    void aGuestStandsStillWhileItsHandlersRunAndNoLonger() throws IOException {
        Path go = run.resolve("go");
        listen("[[route]]\npause = true\nrun = [\"/bin/sh\", \"-c\", \"until [ -e %s ]; do sleep 0.05; done\"]\n"
                .formatted(go));
        store.write(inbox(3, "x"), "?a.b");
        eventually(() -> assertThat(host.hypervisor().pauses(3)).isEqualTo(1));
        Files.createFile(go);
        eventuallyAnswered("x", "ok");
        assertThat(host.hypervisor().pauses(3)).isZero();
    }

    @Test
    void aGuestThatStandsStillWhenTheListenerStopsGoesOn() throws IOException {
        listen("[[route]]\npause = true\nrun = [\"/bin/sleep\", \"1000\"]\n");
        store.write(inbox(3, "x"), "a.b");
        eventually(() -> assertThat(host.hypervisor().pauses(3)).isEqualTo(1));
        listener.close();
        assertThat(host.hypervisor().pauses(3)).isZero();
    }

    @Test
    void aGuestThatAKilledListenerHasPausedGoesOnAtTheNextStart() throws IOException {
        new Pauses(host::openHypervisor, run).hold(3, FakeHost.uuid(3));
        listen("");
        assertThat(host.hypervisor().pauses(3)).isZero();
    }

    @Test
    void aHandlerThatRunsWhenTheListenerStopsIsKilledAndItsEventStays() throws IOException {
        listen("[[route]]\nrun = [\"/bin/sleep\", \"1000\"]\n");
        store.write(inbox(3, "x"), "a.b");
        eventually(() -> assertThat(lines.all()).hasSize(1));
        listener.close();
        assertThat(store.read(inbox(3, "x"))).contains("a.b");
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
    }
}
