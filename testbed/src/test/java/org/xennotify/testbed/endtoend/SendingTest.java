package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xennotify.testbed.endtoend.Soon.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.event.Limits;
import org.xennotify.testbed.endtoend.GuestCommand.Result;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;
import org.xennotify.xenstore.XenStoreException.Kind;

/** Events on their way out of a guest: accepted, answered, waiting for room, or refused with a reason. */
@ParameterizedClass
@EnumSource
@Timeout(60)
class SendingTest {
    private static final String INBOX = "data/xen-notify/inbox";
    private static final String OUTBOX = "data/xen-notify/outbox";
    private static final String FILLER = "data/filler";
    private static final Result DONE = new Result(Exit.DONE, "", "");
    private static final String LINES = IntStream.range(0, Limits.INBOX_NODES)
            .mapToObj(number -> "line " + number + "\n")
            .collect(Collectors.joining());

    @RegisterExtension
    final OnSimHost sim;

    private SimGuest guest;
    private GuestCommand command;
    private XenStoreClient inGuest;

    SendingTest(Daemon daemon) {
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

    private AgentUnderTest startAgent() throws Exception {
        return sim.keep(new AgentUnderTest(guest));
    }

    private Heard heard(String data) {
        return Heard.store(guest.domid(), "app.data", data);
    }

    private void awaitNothingIn(String directory) {
        await().untilAsserted(() -> assertThat(inGuest.listIfPresent(directory)).isEmpty());
    }

    @Test
    void anEventGoesThroughTheAgentsSocket() throws Exception {
        ListenerUnderTest listener = listen();
        startAgent();

        assertThat(command.run("send", "app.data", "one")).isEqualTo(DONE);
        listener.awaitHeard(heard("one"));
        assertThat(command.run("status").out()).contains("published").containsPattern("accepted +1\\R");
    }

    @Test
    void anEventGoesThroughTheStoreWithNoAgent() throws Exception {
        ListenerUnderTest listener = listen();

        assertThat(command.run("send", "--via", "store", "app.data", "one")).isEqualTo(DONE);
        assertThat(command.run("send", "app.data", "two")).isEqualTo(DONE);
        listener.awaitHeard(heard("one"), heard("two"));
        awaitNothingIn(INBOX);
    }

    @Test
    void whoWaitsIsAnswered() throws Exception {
        ListenerUnderTest listener = listen();
        assertThat(command.run("send", "--via", "store", "--wait", "20", "app.data", "one"))
                .isEqualTo(DONE);
        startAgent();
        assertThat(command.run("send", "--wait", "20", "app.data", "two")).isEqualTo(DONE);

        listener.awaitHeard(heard("one"), heard("two"));
        assertThat(inGuest.listIfPresent(OUTBOX)).isEmpty();
    }

    @Test
    void theListenersOwnTypesAreRefused() throws Exception {
        ListenerUnderTest listener = listen();
        assertThat(command.run("send", "xen-notify.gap").exit()).isEqualTo(Exit.USAGE);
        inGuest.write(INBOX + "/x", "?xen-notify.gap forged");

        await().untilAsserted(() -> assertThat(inGuest.findText(OUTBOX + "/x")).contains("error refused"));
        assertThat(listener.heard()).isEmpty();
    }

    @Test
    void whoWaitsWhileNobodyListensIsToldSoInTime() throws Exception {
        startAgent();
        for (String via : List.of("auto", "store")) {
            Result silent = command.run("send", "--via", via, "--wait", "0.1", "app.data");
            assertThat(silent.exit()).isEqualTo(Exit.TIMED_OUT);
            assertThat(silent.err()).contains("accepted, but not answered within 0.1 s");
        }
        listen();
        awaitNothingIn(INBOX);
    }

    @Test
    void aShellNeedsNothingButTheStore() throws Exception {
        ListenerUnderTest listener = listen();
        inGuest.write(INBOX + "/x", "?my.type some data");

        await().untilAsserted(() -> assertThat(inGuest.findText(OUTBOX + "/x")).contains("ok"));
        inGuest.remove(OUTBOX + "/x");
        listener.awaitHeard(Heard.store(guest.domid(), "my.type", "some data"));
        assertThat(inGuest.exists(INBOX + "/x")).isFalse();
    }

    @Test
    void aFullInboxTurnsAwayWhoDoesNotWaitAndWhoHasWaitedLongEnough() throws Exception {
        startAgent();
        assertThat(command.runWith(LINES, "send", "--lines", "app.data")).isEqualTo(DONE);
        assertThat(inGuest.list(INBOX)).hasSize(Limits.INBOX_NODES);

        for (String via : List.of("auto", "store")) {
            Result dropped = command.run("send", "--via", via, "--drop", "app.data", "too much");
            assertThat(dropped.exit()).isEqualTo(Exit.FAILED);
            assertThat(dropped.err()).contains("dropped, no room");
            Result late = command.run("send", "--via", via, "--timeout", "0.1", "app.data", "too much");
            assertThat(late.exit()).isEqualTo(Exit.TIMED_OUT);
            assertThat(late.err()).contains("no room", "is a listener running in Dom0?");
        }
        assertThat(inGuest.list(INBOX)).hasSize(Limits.INBOX_NODES);
        assertThat(command.run("status").out()).containsPattern("dropped +1\\R");
        ListenerUnderTest listener = listen();
        awaitNothingIn(INBOX);
        assertThat(listener.heard())
                .filteredOn(event -> event.door().equals("store"))
                .hasSize(Limits.INBOX_NODES);
        assertThat(listener.count(heard("too much"))).isZero();
    }

    @Test
    void whoWaitsForRoomGetsItFromAListenerThatComes() throws Exception {
        startAgent();
        assertThat(command.runWith(LINES, "send", "--lines", "app.data")).isEqualTo(DONE);
        List<CompletableFuture<Result>> waiting = List.of(
                CompletableFuture.supplyAsync(() -> command.run("send", "app.data", "by socket")),
                CompletableFuture.supplyAsync(() -> command.run("send", "--via", "store", "app.data", "by store")));
        ListenerUnderTest listener = listen();

        assertThat(waiting).extracting(CompletableFuture::join).containsOnly(DONE);
        listener.awaitHeard(heard("line 0"), heard("line 63"), heard("by socket"), heard("by store"));
        awaitNothingIn(INBOX);
    }

    /** Takes all of the guest's nodes but a few. */
    private void fill(int spare) throws XenStoreException {
        int number = 0;
        try {
            while (true) {
                inGuest.write(filler(number), "");
                number++;
            }
        } catch (XenStoreException e) {
            assertThat(e.kind()).isEqualTo(Kind.FULL);
        }
        for (int i = 1; i <= spare; i++) {
            inGuest.remove(filler(number - i));
        }
    }

    // Not all in one directory, since the C daemon limits that too.
    private static String filler(int number) {
        return FILLER + "/" + number % 10 + "/" + number;
    }

    @Test
    void aReachedQuotaIsToldAndGoesBy() throws Exception {
        ListenerUnderTest listener = listen();
        fill(0);
        Result dropped = command.run("send", "--drop", "app.data", "too much");
        assertThat(dropped.exit()).isEqualTo(Exit.FAILED);
        assertThat(dropped.err()).contains("quota is reached");
        Result late = command.run("send", "--timeout", "0.1", "app.data", "too much");
        assertThat(late.exit()).isEqualTo(Exit.TIMED_OUT);
        assertThat(late.err()).contains("quota is reached");

        CompletableFuture<Result> waiting =
                CompletableFuture.supplyAsync(() -> command.run("send", "--wait", "20", "app.data", "in the end"));
        inGuest.remove(FILLER);
        assertThat(waiting.join()).isEqualTo(DONE);
        listener.awaitHeard(heard("in the end"));
        assertThat(listener.count(heard("too much"))).isZero();
    }

    @Test
    void anAgentThatFindsNoRoomPublishesAsSoonAsThereIsSome() throws Exception {
        ListenerUnderTest listener = listen();
        fill(3);
        AgentUnderTest agent = startAgent();
        assertThat(agent.said()).anyMatch(line -> line.contains("quota for this guest is reached"));
        Result noBell = command.run("send", "--via", "bell");
        assertThat(noBell.exit()).isEqualTo(Exit.UNAVAILABLE);

        inGuest.remove(FILLER);
        await().untilAsserted(() -> assertThat(agent.said()).anyMatch(line -> line.startsWith("published epoch")));
        listener.awaitHeard(Heard.bell(guest.domid()));
        assertThat(command.run("send", "--wait", "20", "app.data", "one")).isEqualTo(DONE);
    }

    @Test
    void requestsWaitWhileSixtyFourRepliesStand() throws Exception {
        ListenerUnderTest listener = listen();
        int requests = Limits.OUTBOX_NODES + 3;
        for (int i = 0; i < requests; i++) {
            inGuest.write(INBOX + "/r" + i, "?app.data r" + i);
        }
        await().untilAsserted(() -> assertThat(inGuest.listIfPresent(OUTBOX)).hasSize(Limits.OUTBOX_NODES));
        inGuest.write(INBOX + "/plain", "app.data plain");
        listener.awaitHeard(heard("plain"));
        assertThat(inGuest.list(OUTBOX)).hasSize(Limits.OUTBOX_NODES);
        assertThat(inGuest.list(INBOX)).filteredOn(id -> id.startsWith("r")).hasSize(3);

        inGuest.remove(OUTBOX + "/" + inGuest.list(OUTBOX).get(0));
        await().untilAsserted(() -> assertThat(inGuest.list(INBOX)).hasSize(2));
        assertThat(inGuest.list(OUTBOX)).hasSize(Limits.OUTBOX_NODES);
        for (String id : inGuest.list(OUTBOX)) {
            inGuest.remove(OUTBOX + "/" + id);
        }
        awaitNothingIn(INBOX);
        assertThat(listener.heard().stream().filter(event -> event.data().startsWith("r")))
                .hasSize(requests)
                .doesNotHaveDuplicates();
    }
}
