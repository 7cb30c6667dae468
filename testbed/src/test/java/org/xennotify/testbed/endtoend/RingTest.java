package org.xennotify.testbed.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.xennotify.testbed.endtoend.Soon.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.xennotify.agent.AgentSettings;
import org.xennotify.agent.door.Patience;
import org.xennotify.agent.door.Submission;
import org.xennotify.agent.intake.AgentClient;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.intake.Via;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.testbed.endtoend.GuestCommand.Result;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;

/** Events by the ring, while agents, listeners and guests come and go. */
@ParameterizedClass
@EnumSource
@Timeout(60)
class RingTest {
    private static final Result DONE = new Result(Exit.DONE, "", "");
    private static final int SMALL = 4096;
    private static final String HALF = "x".repeat(SMALL / 2 - 100);

    @RegisterExtension
    final OnSimHost sim;

    private XenStoreClient dom0;
    private SimGuest guest;
    private GuestCommand command;

    RingTest(Daemon daemon) {
        sim = daemon.host();
    }

    @BeforeEach
    void makeGuest() throws IOException {
        dom0 = sim.store(sim.host().dom0());
        guest = sim.host().create();
        command = new GuestCommand(guest);
    }

    private ListenerUnderTest listen() throws IOException {
        return sim.keep(new ListenerUnderTest(sim.host()));
    }

    private AgentUnderTest startAgent() throws Exception {
        return startAgent(AgentSettings.RING_SIZE);
    }

    private AgentUnderTest startAgent(int ringSize) throws Exception {
        return sim.keep(new AgentUnderTest(guest, ringSize));
    }

    private void awaitAttached() {
        await().untilAsserted(() -> assertThat(dom0.exists(nodes().listener())).isTrue());
    }

    private GuestNodes nodes() {
        return GuestNodes.of(guest.domid());
    }

    private String epoch() throws IOException {
        return dom0.findText(nodes().epoch()).orElse("");
    }

    private void send(String data) {
        assertThat(command.run("send", "--via", "ring", "app.data", data)).isEqualTo(DONE);
    }

    private Heard heard(String data) {
        return Heard.ring(guest.domid(), "app.data", data);
    }

    private void assertServed(ListenerUnderTest listener, String data) {
        assertThat(command.run("send", "--via", "ring", "--wait", "20", "app.data", data))
                .isEqualTo(DONE);
        listener.awaitHeard(heard(data));
    }

    private boolean agentReachesXenStore() throws IOException {
        Submission event = new Submission("app.data", new byte[0], Patience.USUAL);
        try (AgentClient agent =
                AgentClient.connect(guest.platform().runDirectory().resolve("agent.sock"))) {
            return agent.ask(new Request.Send(Via.STORE, event)) instanceof Outcome.Accepted;
        }
    }

    private boolean isListed(int domid) {
        return sim.host().list().stream().anyMatch(line -> line.startsWith(domid + " "));
    }

    @Test
    void eventsComeInOrderAndWakeUpsAreNone() throws Exception {
        ListenerUnderTest listener = listen();
        startAgent();
        assertThat(command.run("send", "app.data", "one")).isEqualTo(DONE);
        assertThat(command.runWith("two\nthree\n", "send", "--lines", "app.data"))
                .isEqualTo(DONE);
        assertServed(listener, "four");

        assertThat(listener.heard()).containsExactly(heard("one"), heard("two"), heard("three"), heard("four"));
        String vmAndEpoch = guest.uuid() + "/" + epoch() + "/";
        assertThat(listener.ids()).containsExactly(vmAndEpoch + 1, vmAndEpoch + 2, vmAndEpoch + 3, vmAndEpoch + 4);
        assertThat(command.run("send", "--via", "bell").exit()).isEqualTo(Exit.UNAVAILABLE);
    }

    @Test
    void anApplicationNeedsNothingButTheSocket() throws Exception {
        ListenerUnderTest listener = listen();
        startAgent();
        UnixDomainSocketAddress socket =
                UnixDomainSocketAddress.of(guest.platform().runDirectory().resolve("agent.sock"));
        try (SocketChannel channel = SocketChannel.open(socket)) {
            String requests = "{\"type\":\"app.data\",\"data\":\"one\"}\n"
                    + "{\"type\":\"app.data\",\"data_base64\":\"AP8=\",\"wait\":20}\n";
            channel.write(ByteBuffer.wrap(requests.getBytes(UTF_8)));
            BufferedReader answers = new BufferedReader(Channels.newReader(channel, UTF_8));

            assertThat(answers.readLine()).contains("\"ok\":true", "\"sequence\":1");
            assertThat(answers.readLine()).contains("\"ok\":true", "\"sequence\":2");
        }
        listener.awaitHeard(heard("one"));
    }

    @Test
    void aListenerHearsWhatWasInTheRingBeforeItCame() throws Exception {
        startAgent();
        send("early");
        ListenerUnderTest listener = listen();

        listener.awaitHeard(heard("early"));
        assertServed(listener, "late");
    }

    @Test
    void anEventThatNoRingOfThatSizeHoldsIsRefusedWithTheLimit() throws Exception {
        ListenerUnderTest listener = listen();
        startAgent(SMALL);
        int most = SMALL - 40 - "app.data".length();
        Result refused = command.runWith("x".repeat(most + 1), "send", "app.data", "-");
        assertThat(refused.exit()).isEqualTo(Exit.FAILED);
        assertThat(refused.err()).contains("at most " + most + " bytes", "--ring-size");

        String largest = "y".repeat(most);
        assertThat(command.runWith(largest, "send", "--wait", "20", "app.data", "-"))
                .isEqualTo(DONE);
        listener.awaitHeard(heard(largest));
    }

    @Test
    void aRingFillsWhileNobodyListensAndSendersWait() throws Exception {
        ListenerUnderTest first = listen();
        startAgent(SMALL);
        assertServed(first, "first");
        first.close();
        send(HALF + 1);
        send(HALF + 2);
        Result late = command.run("send", "--timeout", "0.1", "app.data", HALF);
        assertThat(late.exit()).isEqualTo(Exit.TIMED_OUT);
        assertThat(late.err()).contains("the ring of 4096 bytes is full", "is a listener running in Dom0?");
        CompletableFuture<Result> waiting =
                CompletableFuture.supplyAsync(() -> command.run("send", "--timeout", "20", "app.data", HALF + 3));
        await().untilAsserted(() -> assertThat(command.run("status").out()).containsPattern("waiting +1\\R"));

        ListenerUnderTest second = listen();
        second.awaitHeard(heard(HALF + 1), heard(HALF + 2), heard(HALF + 3));
        assertThat(waiting.join()).isEqualTo(DONE);
        assertThat(second.heard()).hasSize(3);
    }

    @Test
    void whatIsDroppedShowsAsAGap() throws Exception {
        startAgent(SMALL);
        send(HALF + 1);
        send(HALF + 2);
        for (int i = 3; i <= 4; i++) {
            Result dropped = command.run("send", "--drop", "app.data", HALF + i);
            assertThat(dropped.exit()).isEqualTo(Exit.FAILED);
            assertThat(dropped.err()).contains("dropped, no room");
        }
        assertThat(command.run("status").out()).containsPattern("dropped +2\\R");
        ListenerUnderTest listener = listen();
        listener.awaitHeard(heard(HALF + 2));
        assertServed(listener, "five");

        assertThat(listener.heard())
                .extracting(Heard::type)
                .containsExactly("app.data", "app.data", "xen-notify.gap", "app.data");
        String gap = "{'epoch':'" + epoch() + "','first':3,'last':4}";
        assertThat(listener.heard().get(2).data()).isEqualTo(gap.replace("'", "\\\""));
    }

    @Test
    void anAgentThatWasKilledIsFollowedByTheNextEpoch() throws Exception {
        ListenerUnderTest listener = listen();
        AgentUnderTest killed = startAgent();
        assertServed(listener, "first");
        String before = epoch();
        send("last words");
        killed.kill();
        startAgent();
        send("second");

        listener.awaitHeard(heard("last words"), heard("second"));
        assertThat(epoch()).isNotEqualTo(before);
        assertThat(listener.heard()).containsSubsequence(heard("first"), heard("last words"), heard("second"));
        assertServed(listener, "third");
    }

    @Test
    void theLastWordsOfADestroyedGuestAreHeardThoughItIsLetGoAtOnce() throws Exception {
        ListenerUnderTest listener = listen();
        AgentUnderTest agent = startAgent();
        assertServed(listener, "first");
        listener.holdUp(true);
        for (int i = 0; i < 100; i++) {
            send("unread " + i);
        }
        int domid = guest.domid();
        agent.end();
        guest.destroy();
        await().untilAsserted(() -> assertThat(isListed(domid)).isFalse());
        assertThat(sim.host().leaks()).isEmpty();
        listener.holdUp(false);

        await().untilAsserted(() -> assertThat(listener.heard())
                .endsWith(IntStream.range(0, 100)
                        .mapToObj(i -> Heard.ring(domid, "app.data", "unread " + i))
                        .toArray(Heard[]::new)));
    }

    @Test
    void aGuestThatWasRebootedIsServedUnderItsNewDomid() throws Exception {
        ListenerUnderTest listener = listen();
        AgentUnderTest agent = startAgent();
        assertServed(listener, "first");
        int before = guest.domid();
        agent.end();
        guest.reboot();
        agent.kill();

        startAgent();
        assertServed(listener, "second");
        assertThat(sim.host().leaks()).isEmpty();
        assertThat(isListed(before)).isFalse();
    }

    @Test
    void aGuestThatWasSavedIsServedAfterItsRestore() throws Exception {
        ListenerUnderTest listener = listen();
        startAgent();
        for (int i = 0; i < 3; i++) {
            awaitAttached();
            assertServed(listener, "round " + i);
            assertThat(command.run("status").exit()).isEqualTo(Exit.DONE); // it is not in the middle of anything
            int before = guest.domid();
            guest.save();
            assertThat(sim.host().leaks()).isEmpty();
            assertThat(isListed(before)).isFalse();
            String epoch = epoch();
            guest.restore();
            await().untilAsserted(() -> assertThat(epoch()).isNotEmpty().isNotEqualTo(epoch));
        }
        assertServed(listener, "at last");
    }

    @Test
    void allGoesOnAfterXenStoreWasRestarted() throws Exception {
        ListenerUnderTest listener = listen();
        startAgent();
        assertServed(listener, "first");
        String epoch = epoch();
        sim.host().restartXenStore();

        assertServed(listener, "second");
        await().ignoreExceptionsInstanceOf(XenStoreException.class)
                .untilAsserted(() -> assertThat(epoch()).isEqualTo(epoch));
        assertServed(listener, "third");
        await().until(this::agentReachesXenStore); // or it can take nothing back at the end
    }

    @Test
    void anAgentThatStopsHasItsRingReadAndLeavesNothing() throws Exception {
        ListenerUnderTest listener = listen();
        AgentUnderTest agent = startAgent();
        assertServed(listener, "first");
        listener.holdUp(true);
        send("last");
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> close(agent));
        await().until(() -> command.run("send", "--via", "ring", "app.late").exit() != Exit.DONE);
        assertThat(dom0.exists(nodes().ringRef())).isTrue();
        listener.holdUp(false);
        stopping.join();

        assertThat(listener.heard()).contains(heard("last"));
        await().untilAsserted(
                        () -> assertThat(dom0.listIfPresent(nodes().base())).isEmpty());
        listener.close();
        assertThat(sim.host().leaksOfAll()).noneMatch(leak -> leak.contains("pages"));
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aListenerThatStopsLeavesWhatItHasNotHandledToTheNext() throws Exception {
        ListenerUnderTest first = listen();
        startAgent();
        assertServed(first, "first");
        first.holdUp(true);
        send("kept");
        first.close();
        assertThat(dom0.listIfPresent(nodes().base()))
                .containsExactlyInAnyOrder("version", "platform", "epoch", "event-channel", "ring-ref");

        ListenerUnderTest second = listen();
        second.awaitHeard(heard("kept"));
        assertThat(second.heard()).doesNotContain(heard("first"));
        assertServed(second, "second");
    }

    @Test
    void guestsAreServedBesideEachOther() throws Exception {
        ListenerUnderTest listener = listen();
        List<SimGuest> guests =
                List.of(sim.host().create(), sim.host().create(), sim.host().create());
        for (SimGuest each : guests) {
            sim.keep(new AgentUnderTest(each, AgentSettings.RING_SIZE));
            sim.keep(new HandMadeRing(sim.host().create(), SMALL)).publish("0123456789abcdef");
        }
        for (SimGuest each : guests) {
            assertThat(new GuestCommand(each).run("send", "--wait", "20", "app.data", "x"))
                    .isEqualTo(DONE);
            listener.awaitHeard(Heard.ring(each.domid(), "app.data", "x"));
        }
    }
}
