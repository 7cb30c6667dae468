package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.testbed.endtoend.GuestCommand.Result;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;

/** What Dom0 does about an event, and what its guest hears of that: the listener as a process of its own. */
@Timeout(90)
class RoutesTest {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    @TempDir
    private Path directory;

    private SimGuest guest;
    private Path file;

    @BeforeEach
    void makeGuest() throws IOException {
        guest = sim.host().create();
        file = directory.resolve("routes.toml");
    }

    private Launched listen(String routes) throws IOException {
        Files.writeString(file, routes);
        Launched listener =
                sim.keep(Launched.listener(sim.host().dom0(), directory, "run", "--config", file.toString()));
        listener.awaitErr("listening to the guests");
        return listener;
    }

    private void startAgent() throws IOException {
        Launched agent = sim.keep(Launched.agent(guest.platform(), directory, "agent"));
        agent.awaitOut("listener attached");
    }

    private Result ask(String type) {
        return new GuestCommand(guest).run("send", "--wait", "20", type, "data");
    }

    @Test
    void aHandlersAnswerIsWhatSendPrints() throws Exception {
        listen("""
                [[route]]
                type = "app.may-i"
                run = ["/bin/sh", "-c", "read -r event; echo \\"yes, {xendomid}\\""]
                [[route]]
                type = "app.must-i"
                run = ["/bin/sh", "-c", "echo certainly not; exit 1"]
                """);
        assertThat(ask("app.may-i")).isEqualTo(new Result(Exit.DONE, "yes, " + guest.domid() + "\n", ""));
        assertThat(ask("app.must-i")).satisfies(answer -> {
            assertThat(answer.exit()).isEqualTo(Exit.FAILED);
            assertThat(answer.err()).contains("certainly not");
        });
        assertThat(ask("app.anything").err()).contains("refused");
    }

    @Test
    void anAnswerComesThroughTheRingToo() throws Exception {
        Launched listener = listen("""
                [[route]]
                door = "ring"
                run = ["/bin/echo", "{type}", "{sequence}", "{xendoor}"]
                """);
        startAgent();
        assertThat(ask("app.one")).isEqualTo(new Result(Exit.DONE, "app.one 1 ring\n", ""));
        assertThat(ask("app.two")).isEqualTo(new Result(Exit.DONE, "app.two 2 ring\n", ""));
        assertThat(listener.out()).contains("\"sequence\":\"1\"", "\"sequence\":\"2\"");
    }

    @Test
    void eventsOverARateWaitInTheRing() throws Exception {
        Launched listener = listen("[[route]]\nrate = { events = 50, burst = 1 }\n");
        startAgent();
        for (int i = 0; i < 30; i++) {
            assertThat(new GuestCommand(guest).run("send", "app.data", "event " + i + "."))
                    .isEqualTo(new Result(Exit.DONE, "", ""));
        }
        listener.awaitOut("event 29.");
        assertThat(listener.out().lines()).hasSize(30).allMatch(line -> line.contains("\"xendoor\":\"ring\""));
    }

    private String pausing(Path go) {
        return "[[route]]\npause = true\nrun = [\"/bin/sh\", \"-c\", \"until [ -e %s ]; do sleep 0.05; done\"]\n"
                .formatted(go);
    }

    private void awaitState(String state) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(sim.host().list()).singleElement().asString().contains(" " + state + " "));
    }

    @Test
    void aGuestStandsStillWhileItsHandlerRuns() throws Exception {
        Path go = directory.resolve("go");
        listen(pausing(go));
        assertThat(new GuestCommand(guest).run("send", "app.look", "here")).isEqualTo(new Result(Exit.DONE, "", ""));
        awaitState("paused");
        Files.createFile(go);
        awaitState("running");
        assertThat(ask("app.again")).isEqualTo(new Result(Exit.DONE, "", ""));
    }

    @Test
    void aGuestThatIsPausedWhenTheListenerIsKilledGoesOnWithTheNext() throws Exception {
        Launched listener = listen(pausing(directory.resolve("never")));
        assertThat(new GuestCommand(guest).run("send", "app.look", "here")).isEqualTo(new Result(Exit.DONE, "", ""));
        awaitState("paused");
        listener.kill();
        awaitState("paused");
        listen("[[route]]\n").awaitErr("domain " + guest.domid() + " goes on");
        awaitState("running");
        assertThat(ask("app.again")).isEqualTo(new Result(Exit.DONE, "", ""));
    }

    @Test
    void reloadIsACommand() throws Exception {
        Launched listener = listen("[[route]]\ntype = \"app.one\"\n");
        Files.writeString(file, "[[route]]\ntype = \"app.two\"\n");
        try (Launched reload = Launched.listener(sim.host().dom0(), directory, "reload")) {
            assertThat(reload.awaitEnd()).isEqualTo(DONE);
            assertThat(reload.out()).isEqualTo("routes: 1\n");
        }
        assertThat(ask("app.two")).isEqualTo(new Result(Exit.DONE, "", ""));
        Files.writeString(file, "[[route]]\ntype = 2\n\n[[rout]]\n");
        try (Launched reload = Launched.listener(sim.host().dom0(), directory, "reload")) {
            assertThat(reload.awaitEnd()).isEqualTo(FAILED);
            assertThat(reload.err())
                    .contains("not reloaded", file + ":2: type must be", file + ":4: unknown key 'rout'");
        }
        assertThat(ask("app.two")).isEqualTo(new Result(Exit.DONE, "", ""));
        assertThat(listener.stop()).isEqualTo(DONE);
    }

    @Test
    void routesThatAreWrongAreToldBeforeAnythingIsHeard() throws Exception {
        Files.writeString(file, "[[route]]\nrun = [\"/no/such/program\"]\n");
        try (Launched listener = Launched.listener(sim.host().dom0(), directory, "run", "--config", file.toString())) {
            assertThat(listener.awaitEnd()).isEqualTo(USAGE);
            assertThat(listener.err()).isEqualTo("xen-listen: " + file + ":2: there is no program /no/such/program.\n");
        }
    }
}
