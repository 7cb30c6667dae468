package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.testbed.endtoend.GuestCommand.Result;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;

/** What the journal holds after listeners that were killed: processes of their own. */
@Timeout(120)
class JournalTest {
    private static final int LISTENERS = 4;
    private static final int SOME = 300;
    private static final Result DONE = new Result(Exit.DONE, "", "");

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    @TempDir
    private Path directory;

    private SimGuest guest;
    private Path routes;

    @BeforeEach
    void makeGuest() throws IOException {
        guest = sim.host().create();
        routes = directory.resolve("routes.toml");
        Files.writeString(routes, """
                journal = { path = "%s", max_size = 100_000_000 }
                [[route]]
                type = "app.unwanted"
                accept = false
                [[route]]
                to = []
                """.formatted(directory.resolve("journal")));
    }

    private Launched listen() throws IOException {
        Launched listener =
                sim.keep(Launched.listener(sim.host().dom0(), directory, "run", "--config", routes.toString()));
        listener.awaitErr("listening to the guests");
        return listener;
    }

    private List<String> replay(String... options) throws Exception {
        String[] command = new String[options.length + 1];
        command[0] = "replay";
        System.arraycopy(options, 0, command, 1, options.length);
        try (Launched replay = Launched.listener(sim.host().dom0(), directory, command)) {
            assertThat(replay.awaitEnd()).as("%s", replay.err()).isZero();
            return replay.out().lines().toList();
        }
    }

    @Test
    void nothingThatWasAcknowledgedIsMissingAfterListenersWereKilled() throws Exception {
        Launched agent = sim.keep(Launched.agent(guest.platform(), directory, "agent"));
        agent.awaitOut("ready: ");
        NumberedEvents events = new NumberedEvents(guest.platform(), Integer.MAX_VALUE);
        for (int i = 1; i <= LISTENERS; i++) {
            Launched listener = listen();
            events.awaitAccepted(i * SOME);
            listener.kill();
        }
        listen();
        events.stop();
        assertThat(new GuestCommand(guest).run("send", "--via", "ring", "--wait", "20", "app.last"))
                .isEqualTo(DONE);

        Map<String, String> dataById = new LinkedHashMap<>();
        for (String line : replay("--type", NumberedEvents.TYPE)) {
            String data = Heard.parse(line).data();
            assertThat(dataById.putIfAbsent(Heard.id(line), data)).isIn(null, data);
        }
        assertThat(List.copyOf(dataById.values()).equals(NumberedEvents.data(1, events.accepted())))
                .as("all, in order, each under one id")
                .isTrue();
    }

    @Test
    void whatIsAnsweredIsInTheJournalWithoutTheListenerThatWroteIt() throws Exception {
        Launched listener = listen();
        assertThat(new GuestCommand(guest).run("send", "--wait", "20", "app.one", "1"))
                .isEqualTo(DONE);
        assertThat(new GuestCommand(guest)
                        .run("send", "--wait", "20", "app.unwanted", "2")
                        .err())
                .contains("refused");
        listener.kill();
        assertThat(replay())
                .singleElement()
                .satisfies(line -> assertThat(Heard.parse(line).data()).isEqualTo("1"));
        assertThat(replay("--until", "1h")).isEmpty();
        assertThat(replay("--since", "1h", "--guest", "" + guest.domid())).hasSize(1);
    }

    @Test
    void tailShowsWhatTheJournalHasAndThenWhatComes() throws Exception {
        listen();
        assertThat(new GuestCommand(guest).run("send", "--wait", "20", "app.before", "1"))
                .isEqualTo(DONE);
        Launched tail = sim.keep(Launched.listener(sim.host().dom0(), directory, "tail", "--json", "--since", "1h"));
        tail.awaitOut("app.before");
        for (int number = 2; number <= 20; number++) {
            assertThat(new GuestCommand(guest).run("send", "--wait", "20", "app.after", "" + number))
                    .isEqualTo(DONE);
        }
        tail.awaitOut("\"data\":\"20\"");
        assertThat(tail.out().lines().map(line -> Heard.parse(line).data()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 20).mapToObj(String::valueOf).toList());
    }
}
