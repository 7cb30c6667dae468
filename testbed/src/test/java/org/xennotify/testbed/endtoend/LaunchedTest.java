package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.testbed.endtoend.GuestCommand.Result;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;

/** Agent and listener as real processes: what signals do to them, and what their exit status says. */
@Timeout(90)
class LaunchedTest {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    @TempDir
    private Path directory;

    private SimGuest guest;
    private XenStoreClient dom0;

    @BeforeEach
    void makeGuest() throws IOException {
        guest = sim.host().create();
        dom0 = sim.store(sim.host().dom0());
    }

    private Launched runAgent() throws IOException {
        Launched agent = sim.keep(Launched.agent(guest.platform(), directory, "agent"));
        agent.awaitOut("ready: ");
        return agent;
    }

    private Launched runListener() throws IOException {
        Launched listener = sim.keep(Launched.listener(sim.host().dom0(), directory, "run"));
        listener.awaitErr("listening to the guests");
        return listener;
    }

    private void send(String data) {
        assertThat(new GuestCommand(guest).run("send", "app.data", data)).isEqualTo(new Result(Exit.DONE, "", ""));
    }

    private void sendAndWait(String data) {
        assertThat(new GuestCommand(guest).run("send", "--wait", "20", "app.data", data))
                .isEqualTo(new Result(Exit.DONE, "", ""));
    }

    private boolean isAnnounced() throws IOException {
        return dom0.exists(GuestNodes.of(guest.domid()).listener());
    }

    @Test
    void killedAgentsAndListenersAreFollowedByTheNext() throws Exception {
        Launched agent = runAgent();
        Launched listener = runListener();
        sendAndWait("first"); // what was not acknowledged would come again
        agent.kill();
        listener.kill();
        assertThat(isAnnounced()).isTrue();
        assertThat(sim.host().leaks()).isEmpty();
        send("nobody listens");

        Launched next = runListener();
        next.awaitOut("nobody listens");
        Launched again = runAgent();
        again.awaitOut("listener attached");
        send("second");
        next.awaitOut("second");
        assertThat(next.out()).contains("\"xendoor\":\"ring\"").doesNotContain("first");
    }

    @Test
    void aSignalEndsBothInGoodOrder() throws Exception {
        Launched agent = runAgent();
        Launched listener = runListener();
        agent.awaitOut("listener attached");

        assertThat(listener.stop()).isEqualTo(DONE);
        agent.awaitOut("listener gone");
        assertThat(isAnnounced()).isFalse();
        assertThat(agent.stop()).isEqualTo(DONE);
        assertThat(dom0.listIfPresent(GuestNodes.of(guest.domid()).base())).isEmpty();
        assertThat(guest.platform().runDirectory().resolve("agent.sock")).doesNotExist();
    }

    @Test
    void aSecondListenerSaysWhoIsThere() throws Exception {
        Launched first = runListener();
        try (Launched second = Launched.listener(sim.host().dom0(), directory, "run")) {
            assertThat(second.awaitEnd()).isEqualTo(FAILED);
            assertThat(second.err()).contains("another listener runs on this host, process " + first.pid() + ":");
            assertThat(second.out()).isEmpty();
        }
        send("still heard");
        first.awaitOut("still heard");
    }
}
