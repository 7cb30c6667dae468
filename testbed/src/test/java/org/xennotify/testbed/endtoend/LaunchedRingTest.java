package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xennotify.testbed.endtoend.Soon.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.testbed.endtoend.GuestCommand.Result;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;

/** Real processes that share a ring, and are killed as only real ones can be. */
@Timeout(120)
class LaunchedRingTest {
    private static final int LISTENERS = 3;
    private static final int SOME = 500;

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    @TempDir
    private Path directory;

    private SimGuest guest;

    @BeforeEach
    void makeGuest() {
        guest = sim.host().create();
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

    /** Without the half line that a killed one may leave. */
    private static List<String> lines(Launched listener) throws IOException {
        String out = listener.out();
        return out.substring(0, out.lastIndexOf('\n') + 1).lines().toList();
    }

    private static List<String> numbered(Launched listener) throws IOException {
        return lines(listener).stream()
                .map(Heard::parse)
                .filter(event -> event.type().equals(NumberedEvents.TYPE))
                .map(Heard::data)
                .toList();
    }

    @Test
    void whatAnAgentHadAcceptedWhenItWasKilledArrives() throws Exception {
        Launched listener = runListener();
        Launched agent = runAgent();
        agent.awaitOut("listener attached");
        NumberedEvents events = new NumberedEvents(guest.platform(), Integer.MAX_VALUE);
        events.awaitAccepted(SOME);
        agent.kill();
        events.awaitEnd();
        runAgent();
        assertThat(new GuestCommand(guest).run("send", "--via", "ring", "--wait", "20", "app.next"))
                .isEqualTo(new Result(Exit.DONE, "", ""));

        listener.awaitOut("app.next");
        List<String> arrived = numbered(listener);
        assertThat(arrived).hasSizeBetween(events.accepted(), events.accepted() + 1);
        assertThat(arrived.equals(NumberedEvents.data(1, arrived.size()))).isTrue();
        assertThat(sim.host().leaks()).isEmpty();
    }

    @Test
    void listenersThatAreKilledMissNothing() throws Exception {
        runAgent();
        NumberedEvents events = new NumberedEvents(guest.platform(), Integer.MAX_VALUE);
        List<Launched> listeners = new ArrayList<>();
        for (int i = 1; i <= LISTENERS; i++) {
            Launched listener = runListener();
            listeners.add(listener);
            events.awaitAccepted(i * SOME);
            await().until(() -> !numbered(listener).isEmpty());
            listener.kill();
        }
        Launched last = runListener();
        listeners.add(last);
        await().until(() -> !numbered(last).isEmpty());
        events.stop();
        String end = NumberedEvents.data(events.accepted());
        await().until(() -> numbered(last).contains(end));

        Map<String, String> dataById = new LinkedHashMap<>();
        for (Launched listener : listeners) {
            for (String line : lines(listener)) {
                String data = Heard.parse(line).data();
                assertThat(dataById.putIfAbsent(Heard.id(line), data)).isIn(null, data);
            }
        }
        assertThat(List.copyOf(dataById.values()).equals(NumberedEvents.data(1, events.accepted())))
                .as("all, in order, each under one id")
                .isTrue();
    }
}
