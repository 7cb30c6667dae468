package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xennotify.testbed.endtoend.Soon.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.testbed.endtoend.GuestCommand.Result;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;
import org.xennotify.testbed.sim.store.Interference;
import org.xennotify.xenstore.MessageType;
import org.xennotify.xenstore.Watch;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;
import org.xennotify.xenstore.XenStoreException.Kind;

/** XenStore full, slow, restarted and contended: who sends is told so, and all goes on as soon as that is over. */
@ParameterizedClass
@EnumSource
@Timeout(60)
class StoreUnderStressTest {
    private static final String INBOX = "data/xen-notify/inbox";
    private static final String OUTBOX = "data/xen-notify/outbox";
    private static final Result DONE = new Result(Exit.DONE, "", "");

    @RegisterExtension
    final OnSimHost sim;

    private SimGuest guest;
    private GuestCommand command;
    private XenStoreClient inGuest;

    StoreUnderStressTest(Daemon daemon) {
        sim = daemon.host();
    }

    @BeforeEach
    void makeGuest() throws IOException {
        guest = sim.host().create();
        command = new GuestCommand(guest);
        inGuest = sim.store(guest.platform());
    }

    private ListenerUnderTest listen() throws IOException {
        return sim.keep(new ListenerUnderTest(sim.host()));
    }

    private Heard heard(String data) {
        return Heard.store(guest.domid(), "app.data", data);
    }

    private void awaitEmptyInbox() {
        await().ignoreExceptionsInstanceOf(XenStoreException.class) // some daemons list no more than a page to a guest
                .untilAsserted(() -> assertThat(inGuest.listIfPresent(INBOX)).isEmpty());
    }

    private void assertFull() {
        Result dropped = command.run("send", "--drop", "app.data", "too much");
        assertThat(dropped.err()).contains("quota is reached").hasLineCount(1);
        assertThat(dropped.exit()).isEqualTo(Exit.FAILED);
        Result late = command.run("send", "--timeout", "0.1", "app.data", "too much");
        assertThat(late.err()).contains("quota is reached").hasLineCount(1);
        assertThat(late.exit()).isEqualTo(Exit.TIMED_OUT);
    }

    private interface Step {
        void run(int number) throws XenStoreException;
    }

    /** How often that works until a quota is reached, at most so often. */
    private static int untilFull(int most, Step step) throws XenStoreException {
        int number = 0;
        try {
            while (number < most) {
                step.run(number);
                number++;
            }
        } catch (XenStoreException e) {
            assertThat(e.kind()).isEqualTo(Kind.FULL);
        }
        return number;
    }

    @Test
    void anInboxMayBeFullOfTheLongestNames() throws Exception {
        int events = untilFull(2000, number -> inGuest.write(INBOX + "/%064d".formatted(number), "app.data " + number));
        assertThat(events).isGreaterThanOrEqualTo(30);
        assertFull();

        ListenerUnderTest listener = listen();
        awaitEmptyInbox();
        assertThat(listener.heard()).hasSize(events).doesNotHaveDuplicates();
        assertThat(command.run("send", "--wait", "20", "app.data", "after")).isEqualTo(DONE);
    }

    @Test
    void anEventMayBeAsLargeAsANodeMayBe() throws Exception {
        ListenerUnderTest listener = listen();
        String largest = "x".repeat(2000 - "app.data ".length());
        assertThat(command.run("send", "app.data", largest)).isEqualTo(DONE);
        listener.awaitHeard(heard(largest));
        assertThat(command.run("send", "app.data", largest + "x").exit()).isEqualTo(Exit.FAILED);
    }

    @Test
    void aDaemonWithoutMemoryForAGuestIsAFullOne() throws Exception {
        sim.host()
                .interfere((domid, type, path) -> domid != 0 && type == MessageType.WRITE
                        ? new Interference.Refuse("ENOMEM")
                        : new Interference.Pass());
        assertFull();
        sim.host().interfere(Interference.NONE);
        assertThat(command.run("send", "app.data", "after")).isEqualTo(DONE);
    }

    @Test
    void aGuestWithoutAWatchLeftIsToldSo() throws Exception {
        ListenerUnderTest listener = listen();
        List<Watch> watches = new ArrayList<>();
        untilFull(200, number -> watches.add(inGuest.watch("data/watched" + number, path -> {})));
        assertThatThrownBy(() -> new AgentUnderTest(guest))
                .isInstanceOf(XenStoreException.class)
                .hasMessageContaining("WATCH");
        Result waits = command.run("send", "--wait", "20", "--timeout", "0.1", "app.data", "too much");
        assertThat(waits.exit()).isEqualTo(Exit.TIMED_OUT);
        assertThat(waits.err()).contains("quota is reached").hasLineCount(1);
        assertThat(command.run("send", "app.data", "needs none")).isEqualTo(DONE);
        listener.awaitHeard(heard("needs none"));

        for (Watch watch : watches) {
            watch.close();
        }
        sim.keep(new AgentUnderTest(guest));
        assertThat(command.run("send", "--wait", "20", "app.data", "after")).isEqualTo(DONE);
        assertThat(listener.count(heard("too much"))).isZero();
    }

    @Test
    void aSlowDaemonOnlyTakesItsTime() throws Exception {
        sim.host().interfere((domid, type, path) -> new Interference.Delay(Duration.ofMillis(20)));
        ListenerUnderTest listener = listen();
        sim.keep(new AgentUnderTest(guest));
        listener.awaitHeard(Heard.bell(guest.domid()), 1);
        for (int i = 0; i < 10; i++) {
            assertThat(command.run("send", "--wait", "20", "app.data", "slow " + i))
                    .isEqualTo(DONE);
            assertThat(listener.count(heard("slow " + i))).isOne();
        }
        assertThat(listener.failures()).isEmpty();
        sim.host().interfere(Interference.NONE);
    }

    @Test
    void anIdThatIsUsedTooEarlyCostsNoMoreThanWhatItReplaces() throws Exception {
        ListenerUnderTest listener = listen();
        for (int i = 0; i < 500; i++) {
            inGuest.write(INBOX + "/x", "app.data " + i);
        }
        listener.awaitHeard(heard("499"));
        awaitEmptyInbox();
        assertThat(listener.heard()).doesNotHaveDuplicates();
        assertThat(listener.heard().stream().map(Heard::data).map(Integer::valueOf))
                .isSorted();
    }

    @Test
    void aValueThatChangesWhileItIsHandledIsAnotherEvent() throws Exception {
        ListenerUnderTest listener = listen();
        CountDownLatch handled = new CountDownLatch(1);
        sim.host().interfere((domid, type, path) -> {
            if (domid != 0 || type != MessageType.TRANSACTION_START || handled.getCount() == 0) {
                return new Interference.Pass();
            }
            handled.countDown();
            return new Interference.Delay(Duration.ofMillis(300));
        });
        inGuest.write(INBOX + "/x", "?app.data first");
        assertThat(handled.await(20, TimeUnit.SECONDS)).isTrue();
        inGuest.write(INBOX + "/x", "?app.data second");
        awaitEmptyInbox();
        await().untilAsserted(() -> assertThat(inGuest.list(OUTBOX)).containsExactly("x"));
        assertThat(listener.count(heard("first"))).isOne();
        assertThat(listener.count(heard("second"))).isOne();
    }

    @Test
    void everythingGoesOnThoughTheDaemonIsRestartedAgainAndAgain() throws Exception {
        ListenerUnderTest listener = listen();
        AtomicInteger accepted = new AtomicInteger();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 200; i++) {
                if (command.run("send", "--timeout", "20", "app.data", "number " + i)
                                .exit()
                        == Exit.DONE) {
                    accepted.incrementAndGet();
                }
            }
        });
        for (int restarts = 0; !sending.isDone() && restarts < 5; restarts++) {
            int before = accepted.get();
            await().until(() -> sending.isDone() || accepted.get() > before + 5);
            sim.host().restartXenStore();
        }
        sending.join();
        awaitEmptyInbox();
        assertThat(accepted.get()).isGreaterThan(150);
        assertThat(listener.heard()).hasSizeGreaterThanOrEqualTo(accepted.get()).doesNotHaveDuplicates();
        assertThat(listener.failures()).isEmpty();
    }
}
