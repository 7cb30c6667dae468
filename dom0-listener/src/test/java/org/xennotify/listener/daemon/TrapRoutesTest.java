package org.xennotify.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.xennotify.listener.fake.GuestBlock.PAGE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.listener.control.ControlClient;
import org.xennotify.listener.fake.FakeHost;
import org.xennotify.listener.fake.FakeMonitors;
import org.xennotify.listener.fake.GuestBlock;
import org.xennotify.listener.fake.Lines;
import org.xennotify.listener.sink.StandardOutput;

/** A whole listener that hears traps. */
@Timeout(60)
class TrapRoutesTest {
    private static final String HEARD = "[[route]]\nguest = \"guest3\"\ndoor = \"trap\"\n";

    @TempDir
    Path run;

    private final Lines lines = new Lines();
    private FakeHost host;
    private FakeMonitors monitors;
    private GuestBlock block;
    private Path file;
    private Listener listener;

    @BeforeEach
    void start() {
        host = new FakeHost(run);
        monitors = host.hypervisor().monitors();
        block = new GuestBlock(host.hypervisor());
        host.create(3);
        host.create(4);
        file = run.resolve("routes.toml");
    }

    @AfterEach
    void shouldHaveGivenEverythingBack() throws IOException {
        listener.close();
        assertThat(monitors.mapped()).isZero();
        assertThat(host.hypervisor().mapped()).isZero();
        assertThat(monitors.listens(3)).isFalse();
    }

    private void listen(Optional<String> routes) throws IOException {
        if (routes.isPresent()) {
            Files.writeString(file, routes.get());
        }
        listener = Listener.open(
                host, new StandardOutput(lines, sentence -> {}), routes.map(text -> file), sentence -> {});
        listener.start(run.resolve("listen.sock"));
    }

    private void reload(String routes) throws IOException {
        Files.writeString(file, routes);
        ControlClient.ask(run.resolve("listen.sock"), "reload");
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(assertion);
    }

    private void eventuallyListens(int domid, boolean listens) {
        eventually(() -> assertThat(monitors.listens(domid)).isEqualTo(listens));
    }

    private void trap(int vcpu, String type) {
        block.write(PAGE, 1024, type, "hello", true);
        monitors.trap(3, vcpu, PAGE, block.process());
    }

    private void eventuallyAnswered(int status) {
        eventually(() -> {
            assertThat(monitors.isWaiting(3, 0)).isFalse();
            assertThat(block.status(PAGE)).isEqualTo(status);
        });
    }

    private String guests() throws IOException {
        return ControlClient.ask(run.resolve("listen.sock"), "guests");
    }

    @Test
    void aTrapIsPrintedWithWhoHasTrapped() throws IOException {
        listen(Optional.of(HEARD));
        eventuallyListens(3, true);
        trap(0, "a.b");
        eventuallyAnswered(1);
        assertThat(lines.all())
                .singleElement()
                .asString()
                .containsPattern("\"id\":\"" + FakeHost.uuid(3) + "/trap/[0-9a-f]{16}\"")
                .contains("\"subject\":\"guest3\"", "\"xendoor\":\"trap\",\"sequence\":\"77\"")
                .contains("\"xenvcpu\":0,\"xencpl\":3,\"xencr3\":\"")
                .contains("\"xenrip\":\"0000000000000000\"");
        assertThat(block.reply(PAGE)).isEqualTo("REPLY ok ");
        assertThat(guests()).contains("\"door\":\"store+trap\"");
    }

    @Test
    void aHandlersAnswerGoesBackToTheProcess() throws IOException {
        listen(Optional.of(HEARD + "type = \"good\"\nrun = [\"/bin/echo\", \"{xendoor}\"]\n[[route]]\n"
                + "run = [\"/bin/false\"]\n"));
        eventuallyListens(3, true);
        trap(0, "good");
        eventuallyAnswered(1);
        assertThat(block.reply(PAGE)).isEqualTo("REPLY ok trap\n");
        trap(0, "bad");
        eventuallyAnswered(4);
        assertThat(block.reply(PAGE)).isEqualTo("REPLY error handler ended with status 1");
    }

    @Test
    void aHandlerThatTakesTooLongDoesNotKeepTheProcess() throws IOException {
        listen(Optional.of(HEARD + "hold = \"50ms\"\nrun = [\"/bin/sleep\", \"1000\"]\n"));
        eventuallyListens(3, true);
        trap(0, "a.b");
        eventuallyAnswered(4);
        assertThat(block.reply(PAGE)).isEqualTo("REPLY error held too long");
    }

    @Test
    void whoTrapsTooOftenIsRefusedAtOnce() throws IOException {
        listen(Optional.of(HEARD + "rate = { events = 1, burst = 2 }\nhold = \"10s\"\n"));
        eventuallyListens(3, true);
        for (int i = 0; i < 2; i++) {
            trap(0, "a.b");
            eventuallyAnswered(1);
        }
        trap(0, "a.b");
        eventuallyAnswered(2);
        assertThat(block.reply(PAGE)).isEqualTo("REPLY error refused");
        assertThat(lines.all()).hasSize(2);
    }

    @Test
    void whoseHandlersAreStillRunningGetsNoMoreThanFour() throws IOException {
        Path began = Files.createDirectory(run.resolve("began"));
        listen(Optional.of(HEARD
                + "hold = \"50ms\"\nrun = [\"/bin/sh\", \"-c\", \"mktemp %s/XXXXXX; sleep 1000\"]\n".formatted(began)));
        eventuallyListens(3, true);
        for (int i = 0; i < 6; i++) {
            trap(0, "a.b");
            eventuallyAnswered(4);
        }
        assertThat(lines.all()).hasSize(4);
        assertThat(began.toFile().list()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void withoutAFileNobodysTrapsAreHeard() throws IOException {
        listen(Optional.empty());
        eventually(() -> assertThat(guests()).contains("guest4"));
        assertThat(monitors.done()).isEmpty();
    }

    @Test
    void onlyGuestsWhoseTrapsSomeRouteAcceptsAreListenedTo() throws IOException {
        listen(Optional.of(
                "[[route]]\nguest = \"guest4\"\naccept = false\n[[route]]\ndoor = [\"trap\", \"ring\"]\n[[route]]\n"));
        eventuallyListens(3, true);
        host.create(5);
        eventuallyListens(5, true);
        assertThat(monitors.listens(4)).isFalse();
    }

    @Test
    void aRouteThatRefusesSomeTypesDoesNotHideThoseBehindIt() throws IOException {
        listen(Optional.of("[[route]]\ntype = \"a*\"\naccept = false\n" + HEARD));
        eventuallyListens(3, true);
        trap(0, "a.b");
        eventuallyAnswered(2);
        trap(0, "b.a");
        eventuallyAnswered(1);
    }

    @Test
    void newRoutesAreFollowed() throws IOException {
        listen(Optional.of(HEARD));
        eventuallyListens(3, true);
        reload(HEARD.replace("guest3", "guest4"));
        eventuallyListens(4, true);
        eventuallyListens(3, false);
        reload("[[route]]\ndoor = \"store\"\n");
        eventuallyListens(4, false);
    }

    @Test
    void aNewNameIsFollowed() throws IOException {
        listen(Optional.of(HEARD));
        eventuallyListens(3, true);
        host.store().write("/local/domain/3/name", "other");
        eventuallyListens(3, false);
        host.store().write("/local/domain/4/name", "guest3");
        eventuallyListens(4, true);
    }

    @Test
    void aUuidNamesAGuestToo() throws IOException {
        listen(Optional.of("[[route]]\ndoor = \"trap\"\nguest = \"%s\"\n".formatted(FakeHost.uuid(4))));
        eventuallyListens(4, true);
        assertThat(monitors.listens(3)).isFalse();
    }

    @Test
    void aGuestThatDiesDuringATrapIsLetGoAtOnce() throws IOException {
        listen(Optional.of(HEARD + "hold = \"10s\"\nrun = [\"/bin/sleep\", \"1000\"]\n"));
        eventuallyListens(3, true);
        trap(0, "a.b");
        eventually(() -> assertThat(lines.all()).hasSize(1));
        host.kill(3);
        eventually(() -> assertThat(monitors.mapped()).isZero());
        assertThat(monitors.done()).endsWith("listen false", "end 3", "close");
    }

    @Test
    void aListenerThatStopsLetsEverybodyGo() throws IOException {
        listen(Optional.of(HEARD + "hold = \"10s\"\nrun = [\"/bin/sleep\", \"1000\"]\n"));
        eventuallyListens(3, true);
        trap(0, "a.b");
        eventually(() -> assertThat(lines.all()).hasSize(1));
        listener.close();
        assertThat(monitors.isWaiting(3, 0)).isFalse();
        assertThat(block.status(PAGE)).isEqualTo(4);
    }

    @Test
    void whatAListenerLeftBehindThatWasKilledIsReleasedFirst() throws IOException {
        Files.createDirectories(run.resolve("monitors"));
        Files.createFile(run.resolve("monitors/3." + FakeHost.uuid(3)));
        host.hypervisor().put(0, block.process());
        monitors.leaveBehind(3, 0);
        listen(Optional.of("[[route]]\ndoor = \"store\"\n"));
        assertThat(monitors.isWaiting(3, 0)).isFalse();
        assertThat(run.resolve("monitors")).isEmptyDirectory();
    }
}
