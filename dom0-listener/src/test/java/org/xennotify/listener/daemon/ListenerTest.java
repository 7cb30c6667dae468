package org.xennotify.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.xennotify.listener.fake.FakeHost.base;
import static org.xennotify.listener.fake.FakeHost.inbox;
import static org.xennotify.listener.fake.FakeHost.outbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.listener.control.ControlClient;
import org.xennotify.listener.fake.FakeHost;
import org.xennotify.listener.fake.FakeStore;
import org.xennotify.listener.fake.Gate;
import org.xennotify.listener.fake.Lines;
import org.xennotify.listener.sink.StandardOutput;
import org.xennotify.xenstore.MessageType;

class ListenerTest {
    private static final String EPOCH = "0123456789abcdef";
    private static final String NEXT_EPOCH = "fedcba9876543210";

    @TempDir
    Path run;

    private final Lines lines = new Lines();
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final Gate output = new Gate(new StandardOutput(lines, failure::complete));
    private FakeHost host;
    private FakeStore store;
    private Listener listener;

    @BeforeEach
    void start() throws IOException {
        host = new FakeHost(run);
        store = host.store();
        host.create(3);
        listen();
    }

    private void listen() throws IOException {
        listener = Listener.open(host, output, failure::complete);
        listener.start(run.resolve("listen.sock"));
    }

    @AfterEach
    void stop() throws IOException {
        listener.close();
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(assertion);
    }

    private void eventuallyPrinted(int count) {
        eventually(() -> assertThat(lines.all()).hasSize(count));
    }

    @Test
    void bindingABellIsOneEventAndEachRingIsAnother() {
        host.publish(3, 7, EPOCH);
        eventuallyPrinted(1);
        host.channels().ring(3, 7);
        eventuallyPrinted(2);
        assertThat(lines.all().get(1))
                .contains("\"type\":\"bell\"", "\"subject\":\"guest3\"", "\"xendomid\":3", "\"xendoor\":\"bell\"");
    }

    @Test
    void aGuestThatComesLaterIsHeardAsWell() {
        host.create(5);
        host.publish(5, 9, EPOCH);
        eventually(() -> assertThat(lines.all()).anyMatch(line -> line.contains("\"xendomid\":5")));
    }

    @Test
    void aGuestSeesWhetherAListenerIsAttached() {
        assertThat(store.exists(base(3))).isFalse();
        host.publish(3, 7, EPOCH);
        eventually(
                () -> assertThat(store.read(base(3) + "/listener").orElse("")).matches("1 [0-9a-f]{16}"));
        host.unpublish(3);
        eventually(() -> assertThat(store.exists(base(3))).isFalse());
        eventually(() -> assertThat(host.channels().bound()).isZero());
    }

    @Test
    void aNewEpochIsBoundInPlaceOfTheOld() {
        host.publish(3, 7, EPOCH);
        eventuallyPrinted(1);
        host.publish(3, 8, NEXT_EPOCH);
        eventuallyPrinted(2);
        host.channels().ring(3, 7);
        host.channels().ring(3, 8);
        eventuallyPrinted(3);
        assertThat(host.channels().bound()).isEqualTo(1);
    }

    @Test
    void aPortThatCannotBeBoundYetIsTriedAgain() {
        host.write(3, 7, EPOCH);
        eventually(() -> assertThat(host.channels().attempts()).isGreaterThan(1));
        host.channels().offer(3, 7);
        eventuallyPrinted(1);
    }

    @Test
    void aRingIsNoBell() {
        store.write(base(3) + "/ring-ref", "8");
        store.write(base(3) + "/listener", "1 0000000000000000");
        host.publish(3, 7, EPOCH);
        store.write(inbox(3, "x"), "a.b");
        eventuallyPrinted(1);
        assertThat(host.channels().attempts()).isZero();
        eventually(() -> assertThat(store.exists(base(3) + "/listener")).isFalse());
    }

    @Test
    void anEventThroughTheStoreIsPrintedAndAnswered() {
        store.write(inbox(3, "x"), "?my.type some data");
        eventually(() -> assertThat(store.read(outbox(3, "x"))).contains("ok"));
        assertThat(store.exists(inbox(3, "x"))).isFalse();
        assertThat(lines.all())
                .singleElement()
                .asString()
                .contains("\"type\":\"my.type\"", "\"data\":\"some data\"", "\"xendoor\":\"store\"");
    }

    @Test
    void aDomainThatDiesIsLetGoAtOnce() {
        host.publish(3, 7, EPOCH);
        eventuallyPrinted(1);
        int watches = store.watches();
        host.kill(3);
        eventually(() -> assertThat(host.channels().bound()).isZero());
        eventually(() -> assertThat(store.watches()).isEqualTo(watches - 2)); // its nodes, and its name
    }

    @Test
    void nothingIsWrittenBelowADomainThatIsGone() {
        host.publish(3, 7, EPOCH);
        eventuallyPrinted(1);
        host.destroy(3);
        eventually(() -> assertThat(host.channels().bound()).isZero());
        assertThat(store.exists("/local/domain/3")).isFalse();
    }

    @Test
    void aLostDaemonIsWaitedForAndTheNodeIsWrittenAnew() {
        host.publish(3, 7, EPOCH);
        eventually(() -> assertThat(store.exists(base(3) + "/listener")).isTrue());
        store.down();
        store.remove(base(3) + "/listener");
        store.up();
        eventually(() -> assertThat(store.exists(base(3) + "/listener")).isTrue());
        assertThat(lines.all()).hasSize(1);
    }

    @Test
    void aBellIsHeardWhileThereIsNoDaemon() {
        host.publish(3, 7, EPOCH);
        eventually(() -> assertThat(store.exists(base(3) + "/listener")).isTrue());
        eventuallyPrinted(1);
        store.down();
        host.channels().ring(3, 7);
        eventuallyPrinted(2);
        host.channels().ring(3, 7);
        eventuallyPrinted(3);
    }

    @Test
    void anEventWhoseAcknowledgementWasLostIsNotPrintedAgain() {
        store.cutAfter(request -> request.type() == MessageType.RM.number());
        store.write(inbox(3, "x"), "?a.b c");
        eventually(() -> assertThat(store.read(outbox(3, "x"))).contains("ok"));
        assertThat(lines.all()).hasSize(1);
    }

    @Test
    void anEventWhoseAcknowledgementWasCarriedOutUnheardIsNotPrintedAgain() {
        store.cutAfter(request -> request.type() == MessageType.TRANSACTION_END.number());
        store.write(inbox(3, "x"), "?a.b c");
        store.write(inbox(3, "y"), "a.b d");
        eventuallyPrinted(2);
        eventually(() -> assertThat(store.list(base(3) + "/inbox")).isEmpty());
        assertThat(lines.all()).hasSize(2);
    }

    @Test
    void anOrderlyStopLeavesNoNodeAndNoPort() throws IOException {
        host.publish(3, 7, EPOCH);
        eventually(() -> assertThat(store.exists(base(3) + "/listener")).isTrue());
        listener.close();
        assertThat(store.exists(base(3) + "/listener")).isFalse();
        assertThat(store.exists(base(3) + "/epoch")).isTrue();
        assertThat(host.channels().bound()).isZero();
        assertThat(store.watches()).isZero();
    }

    @Test
    void brokenOutputIsToldOnceAndEventsStayInTheGuest() {
        lines.breakNow();
        store.write(inbox(3, "x"), "a.b c");
        assertThat(failure.join()).contains("standard output", "Broken pipe");
        assertThat(store.read(inbox(3, "x"))).contains("a.b c");
    }

    @Test
    void theSecondListenerSaysWhoIsThere() {
        assertThatThrownBy(() -> Listener.open(host, output, failure::complete))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("process " + ProcessHandle.current().pid());
    }

    @Test
    void theControlSocketTellsHowGuestsStand() {
        host.publish(3, 7, EPOCH);
        eventually(() -> assertThat(guests())
                .contains("\"domid\":3", "\"name\":\"guest3\"", "\"state\":\"attached\"", EPOCH, "\"events\":1"));
    }

    private String guests() throws IOException {
        return ControlClient.ask(run.resolve("listen.sock"), "guests");
    }

    @Test
    void aGuestThatComesBackAsAnotherDomainIsCountedOn() {
        store.write(inbox(3, "x"), "a.b c");
        eventuallyPrinted(1);
        host.destroy(3);
        eventually(() -> assertThat(guests()).doesNotContain("\"domid\":3"));
        host.create(7, FakeHost.uuid(3));
        store.write(inbox(7, "x"), "a.b c");
        eventually(() -> assertThat(guests()).contains("\"domid\":7", "\"events\":2"));
    }

    @Test
    void aMigrationOnThisHostHasTwoDomainsOfOneGuestForAWhile() {
        host.create(7, FakeHost.uuid(3));
        store.write(inbox(3, "x"), "a.b c");
        store.write(inbox(7, "x"), "a.b c");
        eventually(() ->
                assertThat(guests()).contains("\"domid\":3", "\"domid\":7").doesNotContain("\"events\":0"));
        host.destroy(3);
        eventually(() -> assertThat(guests()).doesNotContain("\"domid\":3").contains("\"domid\":7", "\"events\":2"));
    }

    @Test
    void aFloodOfOneGuestDoesNotHoldUpAnother() {
        host.create(4);
        for (int i = 0; i < 500; i++) {
            store.write(inbox(3, "e" + i), "flood " + i);
        }
        store.write(inbox(4, "x"), "single");
        eventually(() -> assertThat(lines.all()).anyMatch(line -> line.contains("single")));
        eventuallyPrinted(501);
        eventually(() -> assertThat(store.list(base(3) + "/inbox")).isEmpty());
        assertThat(Optional.of(lines.all().stream().distinct().count())).contains(501L);
    }

    @Test
    void whatCannotBePrintedNowIsPrintedLater() {
        output.shut();
        host.publish(3, 7, EPOCH);
        store.write(inbox(3, "x"), "?a.b c");
        eventually(() -> assertThat(host.channels().bound()).isEqualTo(1));
        assertThat(store.exists(inbox(3, "x"))).isTrue();
        output.open();
        eventuallyPrinted(2);
        eventually(() -> assertThat(store.read(outbox(3, "x"))).contains("ok"));
    }

    @Test
    void theLastWordsOfADeadDomainAreKeptButNotItsPort() {
        output.shut();
        host.publish(3, 7, EPOCH);
        eventually(() -> assertThat(output.hasKept()).isTrue());
        host.kill(3);
        eventually(() -> assertThat(host.channels().bound()).isZero());
        output.open();
        eventuallyPrinted(1);
    }

    @Test
    void aNewEpochWaitsUntilTheLastWordsOfTheOldAreOut() {
        output.shut();
        host.publish(3, 7, EPOCH);
        eventually(() -> assertThat(output.hasKept()).isTrue());
        host.publish(3, 8, NEXT_EPOCH);
        eventually(() -> assertThat(host.channels().bound()).isZero());
        output.open();
        eventuallyPrinted(2);
        eventually(() -> assertThat(host.channels().bound()).isEqualTo(1));
    }

    @Test
    void nonsenseInAPublicationIsPassedOverUntilItMakesSense() {
        store.write(base(3) + "/event-channel", "-7");
        store.write(base(3) + "/version", "1");
        store.write(base(3) + "/epoch", EPOCH);
        store.write(inbox(3, "x"), "a.b c");
        eventuallyPrinted(1);
        host.publish(3, 7, NEXT_EPOCH);
        eventuallyPrinted(2);
    }
}
