package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;

/** What people see of events and guests, on terminals that script(1) makes. */
@Timeout(120)
class SeeTest {
    private static final int DONE = 0;
    private static final int UNAVAILABLE = 69;
    private static final String ESCAPES = "\u001b\\[[?0-9;]*[A-Za-z]";

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    @TempDir
    private Path directory;

    private SimGuest guest;
    private Launched listener;

    @BeforeEach
    void listen() throws IOException {
        guest = sim.host().create();
        listener = sim.keep(Launched.listener(sim.host().dom0(), directory, "run"));
        listener.awaitErr("listening to the guests");
    }

    private void send(String type, String data) {
        assertThat(new GuestCommand(guest)
                        .run("send", "--via", "store", type, data)
                        .exit())
                .isEqualTo(Exit.DONE);
    }

    /** Sends until a tail, which does not say when it begins, has shown one. */
    private void sendUntilShown(Launched tail, String type, String data) {
        Soon.await().untilAsserted(() -> {
            send(type, data);
            assertThat(tail.out()).contains(data);
        });
    }

    private Launched onTerminal(int rows, int columns, String line) throws IOException {
        return sim.keep(Launched.onTerminal(sim.host().dom0(), directory, rows, columns, line));
    }

    @Test
    void tailShowsWhatIsAskedForAndEndsWithTheListener() throws Exception {
        Launched tail = sim.keep(Launched.listener(sim.host().dom0(), directory, "tail", "--type", "app.*"));
        sendUntilShown(tail, "app.ready", "first");
        send("sys.noise", "noise");
        send("app.ready", "\u001b[2Jsecond");
        tail.awaitOut("\\u001b[2Jsecond");
        assertThat(tail.out()).doesNotContain("noise").doesNotContain("\u001b");

        listener.stop();
        assertThat(tail.awaitEnd()).isEqualTo(UNAVAILABLE);
        assertThat(tail.err()).hasLineCount(1).contains("start xen-listen run");
    }

    @Test
    void tailOnATerminalIsCutToItsWidth() throws Exception {
        Launched tail = onTerminal(24, 60, "tail");
        sendUntilShown(tail, "app.ready", "first");
        send("app.ready", "x".repeat(500));
        tail.awaitOut("…");
        assertThat(tail.out().replaceAll(ESCAPES, "").lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60));
    }

    @Test
    void topFollowsTheSizeOfItsTerminalAndGivesItBack() throws Exception {
        send("app.ready", "x");
        Launched top = onTerminal(24, 80, "top --delay 1");
        top.awaitOut("1 guests");
        assertThat(screen(top)).hasSizeLessThanOrEqualTo(24).anyMatch(line -> line.length() > 60);
        top.type("\u0012"); // not a key of it
        top.resize(10, 40);
        Soon.await()
                .untilAsserted(() -> assertThat(screen(top))
                        .hasSizeLessThanOrEqualTo(10)
                        .anyMatch(line -> line.endsWith("…"))
                        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40)));
        top.type("q");
        assertThat(top.awaitEnd()).isEqualTo(DONE);
        assertThat(top.out()).contains("\u001b[?1049h").contains("\u001b[?25h\u001b[?1049l");
    }

    /** What it has drawn last. */
    private static List<String> screen(Launched top) throws IOException {
        String[] frames = top.out().split("\u001b\\[H");
        return frames[frames.length - 1].replaceAll(ESCAPES, "").lines().toList();
    }

    @Test
    void topEndsWithTheListener() throws Exception {
        Launched top = onTerminal(24, 80, "top --delay 1");
        top.awaitOut("1 guests");
        listener.stop();
        assertThat(top.awaitEnd()).isEqualTo(UNAVAILABLE);
        assertThat(top.out()).containsPattern("\\[\\?1049l[^\\[]*start xen-listen run");
    }
}
