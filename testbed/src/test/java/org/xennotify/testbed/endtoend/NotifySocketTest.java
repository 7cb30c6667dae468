package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;

/** Programs that know nothing but sd_notify, with the agent's socket as their NOTIFY_SOCKET. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class NotifySocketTest {
    private static final Path SYSTEMD_NOTIFY = Path.of("/usr/bin/systemd-notify");

    /** As sd_notify(3) and sd_notify_barrier(3) do it; text and number of times come as arguments. */
    private static final String PYTHON = """
            import os, socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.connect(os.environ['NOTIFY_SOCKET'])
            for i in range(int(sys.argv[2])):
                s.send(sys.argv[1].replace('#', str(i + 1)).encode())
            r, w = os.pipe()
            socket.send_fds(s, [b'BARRIER=1'], [w])
            os.close(w)
            os.read(r, 1)
            """;

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    private SimGuest guest;
    private AgentUnderTest agent;
    private ListenerUnderTest listener;

    @BeforeEach
    void start() throws Exception {
        guest = sim.host().create();
        agent = sim.keep(new AgentUnderTest(guest, 64 * 1024));
        listener = sim.keep(new ListenerUnderTest(sim.host()));
    }

    private void run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("NOTIFY_SOCKET", agent.notifySocket().toString());
        Process process = builder.start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private void say(String assignments, int times) throws Exception {
        run("python3", "-c", PYTHON, assignments, Integer.toString(times));
    }

    private Heard ring(String type, String data) {
        return Heard.ring(guest.domid(), type, data);
    }

    @Test
    void shouldHearSystemdsOwnCommand() throws Exception {
        assumeThat(SYSTEMD_NOTIFY).isExecutable();
        run(SYSTEMD_NOTIFY.toString(), "--ready", "--status=listening on port 80", "WATCHDOG=1");
        listener.awaitHeard(
                ring("sd-notify.ready", ""),
                ring("sd-notify.status", "listening on port 80"),
                ring("sd-notify.watchdog", ""));
    }

    @Test
    void shouldHaveEverythingAcceptedWhenABarrierIsAnswered() throws Exception {
        listener.holdUp(true); // else Dom0 might have read it already
        say("STATUS=#\nWATCHDOG=1", 200);
        assertThat(new GuestCommand(guest).run("status").out()).containsPattern("accepted +400\n");
        listener.holdUp(false);
        listener.awaitHeard(ring("sd-notify.watchdog", ""), 200);
        assertThat(listener.heard().stream()
                        .filter(event -> event.type().equals("sd-notify.status"))
                        .map(Heard::data))
                .hasSize(200)
                .startsWith("1", "2", "3")
                .endsWith("199", "200");
    }

    @Test
    void shouldDropWhatFindsNoRoomAndHoldNobodyUp() throws Exception {
        listener.close();
        say("STATUS=" + "x".repeat(4000), 40);
        String status = new GuestCommand(guest).run("status").out();
        assertThat(status).containsPattern("dropped +[1-9]");
        listener = sim.keep(new ListenerUnderTest(sim.host()));
        say("READY=1", 1);
        listener.awaitHeard(ring("sd-notify.ready", ""));
        assertThat(listener.heard()).anyMatch(event -> event.type().equals("xen-notify.gap"));
    }

    @Test
    void shouldLeaveNothingOpenThatItIsGiven() throws Exception {
        say("READY=1", 1);
        long before = descriptors();
        say("FDSTORE=1\nFDNAME=a", 1);
        run(
                "python3",
                "-c",
                "import os, socket\ns = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
                        + "s.connect(os.environ['NOTIFY_SOCKET'])\n"
                        + "for i in range(20): socket.send_fds(s, [b'FDSTORE=1'], [0] * 50)");
        say("STOPPING=1", 1);
        listener.awaitHeard(ring("sd-notify.stopping", ""));
        assertThat(descriptors()).isLessThan(before + 50);
    }

    private static long descriptors() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    @Test
    void shouldGoByTheStoreWhereThereIsNoRing() throws Exception {
        SimGuest other = sim.host().create();
        agent = sim.keep(new AgentUnderTest(other));
        say("READY=1\nSTATUS=a", 1);
        listener.awaitHeard(
                Heard.store(other.domid(), "sd-notify.ready", ""), Heard.store(other.domid(), "sd-notify.status", "a"));
    }
}
