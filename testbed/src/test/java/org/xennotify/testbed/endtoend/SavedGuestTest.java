package org.xennotify.testbed.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.xennotify.testbed.endtoend.Soon.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.xennotify.agent.AgentSettings;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.lifecycle.Printout;
import org.xennotify.listener.command.Cli;
import org.xennotify.listener.command.ExitStatus;
import org.xennotify.listener.command.QuiesceCommand;
import org.xennotify.listener.control.ControlClient;
import org.xennotify.testbed.endtoend.GuestCommand.Result;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;

/** What a guest had accepted before it was saved is heard after its restore, with the ids that it had. */
@ParameterizedClass
@EnumSource
@Timeout(60)
class SavedGuestTest {
    private static final Result DONE = new Result(Exit.DONE, "", "");
    private static final int ROUNDS = 5;

    @RegisterExtension
    final OnSimHost sim;

    private XenStoreClient dom0;
    private SimGuest guest;
    private GuestCommand command;

    SavedGuestTest(Daemon daemon) {
        sim = daemon.host();
    }

    @BeforeEach
    void makeGuest() throws IOException {
        dom0 = sim.store(sim.host().dom0());
        guest = sim.host().create("web");
        command = new GuestCommand(guest);
    }

    private ListenerUnderTest listen() throws IOException {
        return sim.keep(new ListenerUnderTest(sim.host()));
    }

    private AgentUnderTest startAgent() throws Exception {
        return sim.keep(new AgentUnderTest(guest, AgentSettings.RING_SIZE));
    }

    private GuestNodes nodes() {
        return GuestNodes.of(guest.domid());
    }

    private String epoch() throws IOException {
        return dom0.findText(nodes().epoch()).orElse("");
    }

    private void awaitAnotherEpochThan(String old) {
        await().untilAsserted(() -> assertThat(epoch()).isNotEmpty().isNotEqualTo(old));
    }

    private void saveAndRestore() throws IOException {
        String old = epoch();
        guest.save();
        guest.restore();
        awaitAnotherEpochThan(old);
    }

    /** Before the agent can know of the resume it may have notified a port that is somebody else's then. */
    private void allowLateNotifications() {
        sim.expectFaults();
        assertThat(sim.host().leaks())
                .allMatch(fault -> fault.contains("was used: Notify") || fault.contains("Unmask"));
    }

    /** The agent itself knows of its ring a moment after Dom0 can see it. */
    private void assertServed(ListenerUnderTest listener, String data) {
        await().untilAsserted(() -> assertThat(command.run("send", "--via", "ring", "--wait", "20", "app.data", data))
                .isEqualTo(DONE));
        listener.awaitHeard(Heard.ring(guest.domid(), "app.data", data));
    }

    @Test
    void allThatIsSentWhileItIsSavedAgainAndAgainIsHeard() throws Exception {
        ListenerUnderTest listener = listen();
        startAgent();
        NumberedEvents events = new NumberedEvents(guest.platform(), Integer.MAX_VALUE);
        for (int i = 0; i < ROUNDS; i++) {
            events.awaitAccepted(events.accepted() + 100);
            saveAndRestore();
        }
        events.awaitAccepted(events.accepted() + 100);
        events.stop();

        int last = events.accepted();
        await().until(() ->
                listener.heard().contains(Heard.ring(guest.domid(), NumberedEvents.TYPE, NumberedEvents.data(last))));
        NumberedEvents.assertIntact(last, List.of(listener));
        allowLateNotifications();
    }

    @Test
    void whatNobodyHeardBeforeItWasSavedIsHeardAfterwards() throws Exception {
        startAgent();
        NumberedEvents events = new NumberedEvents(guest.platform(), 100);
        events.awaitEnd();
        String epoch = epoch();
        saveAndRestore();
        saveAndRestore();
        ListenerUnderTest listener = listen();

        await().until(() -> listener.heard().size() == 100);
        assertThat(NumberedEvents.assertIntact(100, List.of(listener))).isZero();
        assertThat(listener.ids()).allMatch(id -> id.startsWith(guest.uuid() + "/" + epoch + "/"));
    }

    @Test
    void whoWaitsForAnAnswerGetsItAfterTheRestore() throws Exception {
        startAgent();
        CompletableFuture<Result> answered =
                CompletableFuture.supplyAsync(() -> command.run("send", "--wait", "20", "app.question"));
        await().until(() -> command.run("status").out().matches("(?s).*backlog +[1-9].*"));
        saveAndRestore();
        listen();

        assertThat(answered.join()).isEqualTo(DONE);
    }

    private int quiesce(StringBuilder said, String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Cli cli = new Cli(
                List.of(new QuiesceCommand()),
                Map.of("XEN_NOTIFY_PLATFORM", sim.host().dom0().name()),
                new Printout(new ByteArrayOutputStream(), UTF_8),
                new PrintStream(err, true, UTF_8));
        String[] typed = new String[arguments.length + 1];
        typed[0] = "quiesce";
        System.arraycopy(arguments, 0, typed, 1, arguments.length);
        int status = cli.run(typed);
        said.append(err.toString(UTF_8));
        return status;
    }

    private void quiesce(String... arguments) {
        StringBuilder said = new StringBuilder();
        assertThat(quiesce(said, arguments)).as("%s", said).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void aGuestThatWasQuiescedHasNoEventChannelUntilItIsRestored() throws Exception {
        ListenerUnderTest listener = listen();
        startAgent();
        assertServed(listener, "first");
        quiesce("web");

        assertThat(dom0.listIfPresent(nodes().base())).contains("quiesce").doesNotContain("epoch", "event-channel");
        assertThat(command.run("status").out()).contains("quiesced");
        assertThat(command.run("send", "--wait", "20", "app.data", "by the store"))
                .isEqualTo(DONE);
        listener.awaitHeard(Heard.store(guest.domid(), "app.data", "by the store"));

        saveAndRestore();
        assertThat(dom0.exists(nodes().quiesce())).as("gone by itself").isFalse();
        assertServed(listener, "second");
        assertThat(sim.host().leaks()).isEmpty();
    }

    @Test
    void aGuestThatWasNotSavedAfterAllIsToldSo() throws Exception {
        ListenerUnderTest listener = listen();
        startAgent();
        quiesce(Integer.toString(guest.domid()));
        quiesce("--resume", "web");

        awaitAnotherEpochThan("");
        assertServed(listener, "again");
        assertThat(dom0.exists(nodes().quiesce())).isFalse();
    }

    @Test
    void whoeverSendsWhileTheGuestIsQuiescedIsToldWhatWasAccepted() throws Exception {
        ListenerUnderTest listener = listen();
        startAgent();
        NumberedEvents events = new NumberedEvents(guest.platform(), Integer.MAX_VALUE);
        events.awaitAccepted(100);
        quiesce("web");
        saveAndRestore();
        events.stop();

        String last = NumberedEvents.data(events.accepted()); // accepted before the restore or after it
        await().until(() ->
                listener.heard().stream().anyMatch(heard -> heard.data().equals(last)));
        assertThat(NumberedEvents.assertIntact(events.accepted(), List.of(listener)))
                .isZero();
        allowLateNotifications();
    }

    @Test
    void aGuestThatDoesNotListenIsWaitedForNoLongerThanAsked() throws Exception {
        listen();
        sim.keep(new HandMadeRing(guest, 4096)).publish("0123456789abcdef");
        await().untilAsserted(() -> assertThat(dom0.exists(nodes().listener())).isTrue());
        StringBuilder said = new StringBuilder();

        assertThat(quiesce(said, "--timeout", "1", "web")).isEqualTo(ExitStatus.TIMED_OUT);
        assertThat(said).hasSizeLessThan(300).contains("web has an event channel still", "--resume");
    }

    @Test
    void aGuestWithoutAnAgentIsQuiet() throws Exception {
        listen();
        await().untilAsserted(() -> quiesce("web"));
        quiesce("--resume", "web");

        await().untilAsserted(() -> assertThat(dom0.exists(nodes().base())).isFalse());
    }

    @Test
    void aGuestIsCountedOnAfterItsRestore() throws Exception {
        ListenerUnderTest listener = listen();
        startAgent();
        assertServed(listener, "first");
        saveAndRestore();
        assertServed(listener, "second");

        Path socket = sim.host().dom0().runDirectory().resolve("listen.sock");
        await().untilAsserted(() -> assertThat(ControlClient.ask(socket, "guests"))
                .contains("\"domid\":" + guest.domid() + ",")
                .contains("\"events\":2,"));
        allowLateNotifications();
    }
}
