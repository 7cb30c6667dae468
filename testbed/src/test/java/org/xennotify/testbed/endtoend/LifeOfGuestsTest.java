package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xennotify.testbed.endtoend.Soon.await;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.MessageType;
import org.xennotify.xenstore.XenStoreClient;

/** Guests, agents and the listener come and go in every order, and nothing is left of those that went. */
@ParameterizedClass
@EnumSource
@Timeout(60)
class LifeOfGuestsTest {
    @RegisterExtension
    final OnSimHost sim;

    private XenStoreClient dom0;

    LifeOfGuestsTest(Daemon daemon) {
        sim = daemon.host();
    }

    @BeforeEach
    void connect() throws IOException {
        dom0 = sim.store(sim.host().dom0());
    }

    private ListenerUnderTest listen() throws IOException {
        return sim.keep(new ListenerUnderTest(sim.host()));
    }

    private AgentUnderTest startAgent(SimGuest guest) throws Exception {
        return sim.keep(new AgentUnderTest(guest));
    }

    private static void send(SimGuest guest, String... arguments) {
        String[] typed = new String[arguments.length + 1];
        typed[0] = "send";
        System.arraycopy(arguments, 0, typed, 1, arguments.length);
        assertThat(new GuestCommand(guest).run(typed)).isEqualTo(new Result(Exit.DONE, "", ""));
    }

    /** Both doors of a guest lead to the listener. */
    private void assertServed(SimGuest guest, ListenerUnderTest listener, String data) throws Exception {
        int domid = guest.domid();
        awaitAttached(guest);
        long bells = listener.count(Heard.bell(domid));
        send(guest, "--via", "bell");
        listener.awaitHeard(Heard.bell(domid), (int) bells + 1);
        send(guest, "--wait", "20", "app.data", data);
        listener.awaitHeard(Heard.store(domid, "app.data", data));
    }

    private void awaitAttached(SimGuest guest) {
        String node = GuestNodes.of(guest.domid()).listener();
        await().untilAsserted(
                        () -> assertThat(dom0.findText(node)).get().asString().matches("1 [0-9a-f]{16}"));
    }

    private String epoch(SimGuest guest) throws IOException {
        return dom0.findText(GuestNodes.of(guest.domid()).epoch()).orElse("");
    }

    private List<String> nodes(int domid) throws IOException {
        return dom0.listIfPresent(GuestNodes.of(domid).base());
    }

    @Test
    void aListenerHearsAGuestThatComesAfterIt() throws Exception {
        ListenerUnderTest listener = listen();
        SimGuest guest = sim.host().create();
        startAgent(guest);

        assertServed(guest, listener, "hello");
    }

    @Test
    void aListenerHearsAGuestThatWasThereBeforeIt() throws Exception {
        SimGuest guest = sim.host().create();
        startAgent(guest);
        send(guest, "app.early", "written before");
        ListenerUnderTest listener = listen();

        listener.awaitHeard(Heard.bell(guest.domid()), Heard.store(guest.domid(), "app.early", "written before"));
        assertServed(guest, listener, "hello");
    }

    @Test
    void threeGuestsAreServedAtOnce() throws Exception {
        ListenerUnderTest listener = listen();
        List<SimGuest> guests =
                List.of(sim.host().create(), sim.host().create(), sim.host().create());
        for (SimGuest guest : guests) {
            startAgent(guest);
        }
        for (SimGuest guest : guests) {
            assertServed(guest, listener, "from " + guest.domid());
        }
        assertThat(listener.heard().stream().filter(event -> event.door().equals("store")))
                .hasSize(3);
    }

    @Test
    void anAgentThatWasKilledIsFollowedByTheNext() throws Exception {
        ListenerUnderTest listener = listen();
        SimGuest guest = sim.host().create();
        AgentUnderTest killed = startAgent(guest);
        assertServed(guest, listener, "first");
        String before = epoch(guest);
        killed.kill();
        assertThat(epoch(guest)).as("it could not tidy up").isEqualTo(before);

        startAgent(guest);
        assertThat(epoch(guest)).isNotEqualTo(before);
        assertServed(guest, listener, "second");
    }

    @Test
    void aListenerThatWasKilledIsFollowedByTheNextWhichHearsWhatWasWrittenMeanwhile() throws Exception {
        SimGuest guest = sim.host().create();
        startAgent(guest);
        ListenerUnderTest killed = listen();
        assertServed(guest, killed, "first");
        String epoch = epoch(guest);
        killed.kill();
        assertThat(nodes(guest.domid())).as("it could not tidy up").contains("listener");
        send(guest, "app.meanwhile", "nobody listens");
        send(guest, "--via", "bell");

        ListenerUnderTest next = listen();
        next.awaitHeard(Heard.bell(guest.domid()), Heard.store(guest.domid(), "app.meanwhile", "nobody listens"));
        assertServed(guest, next, "second");
        assertThat(epoch(guest)).as("the guest did nothing").isEqualTo(epoch);
    }

    @Test
    void aGuestThatWasRebootedIsServedUnderItsNewDomid() throws Exception {
        ListenerUnderTest listener = listen();
        SimGuest guest = sim.host().create();
        AgentUnderTest first = startAgent(guest);
        assertServed(guest, listener, "first");
        int before = guest.domid();
        first.end();
        guest.reboot();
        first.kill();

        startAgent(guest);
        assertThat(guest.domid()).isNotEqualTo(before);
        assertServed(guest, listener, "second");
        assertThat(sim.host().leaks()).isEmpty();
    }

    @Test
    void nothingIsLeftOfAGuestThatWasDestroyed() throws Exception {
        ListenerUnderTest listener = listen();
        SimGuest doomed = sim.host().create();
        SimGuest other = sim.host().create();
        startAgent(doomed);
        startAgent(other);
        assertServed(doomed, listener, "first");
        doomed.destroy();

        assertThat(sim.host().leaks()).isEmpty();
        assertServed(other, listener, "second");
    }

    @Test
    void nothingIsLeftOfAGuestThatWasDestroyedInTheMiddleOfAReply() throws Exception {
        ListenerUnderTest listener = listen();
        SimGuest other = sim.host().create();
        startAgent(other);
        Set<MessageType> steps = EnumSet.of(
                MessageType.TRANSACTION_START,
                MessageType.READ,
                MessageType.RM,
                MessageType.WRITE,
                MessageType.TRANSACTION_END);
        for (MessageType step : steps) {
            SimGuest doomed = sim.host().create();
            startAgent(doomed);
            awaitAttached(doomed);
            destroyInReply(doomed, step);
            assertThat(sim.host().leaks()).as("destroyed before %s", step).isEmpty();
        }
        assertServed(other, listener, "still there");
        assertThat(listener.failures()).isEmpty();
    }

    private void destroyInReply(SimGuest doomed, MessageType step) throws Exception {
        XenStoreClient inGuest = sim.store(doomed.platform());
        CountDownLatch reached = new CountDownLatch(1);
        sim.host().interfere((domid, type, path) -> {
            if (domid != 0 || type != step || reached.getCount() == 0) {
                return new Interference.Pass();
            }
            reached.countDown();
            return new Interference.Delay(Duration.ofMillis(100));
        });
        inGuest.write("data/xen-notify/inbox/x", "?app.last words");
        assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        doomed.destroy();
        sim.host().interfere(Interference.NONE);
    }

    @Test
    void aGuestThatWasSavedIsServedAfterItsRestoreByTheAgentThatRanOn() throws Exception {
        ListenerUnderTest listener = listen();
        SimGuest guest = sim.host().create();
        AgentUnderTest agent = startAgent(guest);
        assertServed(guest, listener, "first");
        int before = guest.domid();
        String epoch = epoch(guest);
        guest.save();
        assertThat(sim.host().leaks()).isEmpty();
        guest.restore();

        await().untilAsserted(() -> assertThat(agent.said()).anyMatch(line -> line.contains("after a resume")));
        assertThat(guest.domid()).isNotEqualTo(before);
        assertThat(epoch(guest)).isNotEmpty().isNotEqualTo(epoch);
        assertServed(guest, listener, "second");
    }

    private void restore(SimGuest guest, AgentUnderTest agent) {
        guest.save();
        guest.restore();
        await().untilAsserted(() -> assertThat(agent.said()).anyMatch(line -> line.contains("after a resume")));
    }

    private static void awaitLeftHolders(SimGuest guest, int count) {
        await().untilAsserted(() -> assertThat(guest.leftHolders()).isEqualTo(count));
    }

    @Test
    void anAgentMayBeKilledAfterARestoreAndTheNextEndsItsLastHolder() throws Exception {
        ListenerUnderTest listener = listen();
        SimGuest guest = sim.host().create();
        AgentUnderTest agent = startAgent(guest);
        restore(guest, agent);
        agent.kill();
        awaitLeftHolders(guest, 2);

        startAgent(guest);
        assertServed(guest, listener, "second");
        awaitLeftHolders(guest, 1);
        assertThat(sim.host().leaks()).isEmpty();
    }

    @Test
    void anAgentMayStopAfterARestoreAndTheNextLeavesItsFirstHolderAlone() throws Exception {
        ListenerUnderTest listener = listen();
        SimGuest guest = sim.host().create();
        AgentUnderTest agent = startAgent(guest);
        restore(guest, agent);
        agent.close();
        awaitLeftHolders(guest, 1);

        startAgent(guest);
        assertServed(guest, listener, "second");
        awaitLeftHolders(guest, 1);
        assertThat(sim.host().leaks()).isEmpty();
    }

    @Test
    void anAgentThatWasKilledBeforeASaveLeavesAHolderThatNobodyEnds() throws Exception {
        ListenerUnderTest listener = listen();
        SimGuest guest = sim.host().create();
        AgentUnderTest agent = startAgent(guest);
        awaitAttached(guest);
        agent.kill();
        guest.save();
        guest.restore();

        startAgent(guest);
        assertServed(guest, listener, "second");
        awaitLeftHolders(guest, 1);
        assertThat(sim.host().leaks()).isEmpty();
    }

    @Test
    void aGuestMayShutDownAfterARestore() throws Exception {
        listen();
        SimGuest guest = sim.host().create();
        AgentUnderTest agent = startAgent(guest);
        restore(guest, agent);
        agent.end();
        guest.shutDown();

        assertThat(sim.host().leaks()).isEmpty();
        agent.kill();
    }

    @Test
    void aGuestCanBeSavedAgainAndAgain() throws Exception {
        ListenerUnderTest listener = listen();
        SimGuest guest = sim.host().create();
        startAgent(guest);
        for (int i = 0; i < 3; i++) {
            assertServed(guest, listener, "round " + i);
            guest.save();
            guest.restore();
        }
        assertServed(guest, listener, "at last");
    }

    @Test
    void allGoesOnAfterXenStoreWasRestarted() throws Exception {
        ListenerUnderTest listener = listen();
        SimGuest guest = sim.host().create();
        startAgent(guest);
        assertServed(guest, listener, "first");
        String epoch = epoch(guest);
        sim.host().restartXenStore();

        await().untilAsserted(
                        () -> assertThat(new GuestCommand(guest).run("send", "--wait", "20", "app.data", "second"))
                                .isEqualTo(new Result(Exit.DONE, "", "")));
        listener.awaitHeard(Heard.store(guest.domid(), "app.data", "second"));
        await().untilAsserted(() -> assertThat(epoch(guest)).isEqualTo(epoch));
        SimGuest later = sim.host().create();
        startAgent(later);
        assertServed(later, listener, "third");
    }

    @Test
    void anAgentThatStopsLeavesNoNode() throws Exception {
        ListenerUnderTest listener = listen();
        SimGuest guest = sim.host().create();
        AgentUnderTest agent = startAgent(guest);
        assertServed(guest, listener, "last");
        agent.close();

        await().untilAsserted(() -> assertThat(String.join(" ", nodes(guest.domid())))
                .doesNotContain("version", "platform", "epoch", "event-channel", "listener"));
        listener.close();
        assertThat(dom0.exists(GuestNodes.of(guest.domid()).base())).isFalse();
        assertThat(sim.host().leaks()).isEmpty();
    }

    @Test
    void aListenerThatStopsLeavesNoNode() throws Exception {
        ListenerUnderTest listener = listen();
        SimGuest guest = sim.host().create();
        AgentUnderTest agent = startAgent(guest);
        assertServed(guest, listener, "last");
        listener.close();

        assertThat(nodes(guest.domid())).containsExactlyInAnyOrder("version", "platform", "epoch", "event-channel");
        await().untilAsserted(() -> assertThat(agent.said()).contains("listener gone"));
        agent.close();
        assertThat(nodes(guest.domid())).isEmpty();
    }
}
