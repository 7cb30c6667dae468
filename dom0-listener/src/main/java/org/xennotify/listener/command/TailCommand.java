package org.xennotify.listener.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.commons.cli.Options;
import org.xennotify.lifecycle.Terminals;
import org.xennotify.listener.control.ControlClient;
import org.xennotify.listener.journal.Query;
import org.xennotify.listener.journal.Replay;

/** {@code tail}: shows the events that the running listener accepts, as they come. */
public final class TailCommand implements Command {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** As many lines as are shown at most before it is looked whether anybody reads, and how wide the terminal is. */
    private static final int TOGETHER = 100;

    /** What a line of the listener becomes. */
    private interface Form {
        String of(JsonNode event, String line);
    }

    @Override
    public String name() {
        return "tail";
    }

    @Override
    public String summary() {
        return "shows events as they are accepted, until it is interrupted; a slow reader holds nobody up";
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(Cli.option("type", "GLOB", "only events of such types, e.g. 'app.*'"))
                .addOption(Cli.option("guest", "NAME|DOMID", "only events of this guest; the name may have * and ?"))
                .addOption(Cli.option("since", "TIME", "first what the journal has from then on, e.g. 10m (ago)"))
                .addOption(Cli.option("json", "whole events, a line of JSON each, as xen-listen run prints them"))
                .addOption(Cli.option("control", "PATH", "the listener's socket, if it is not the usual one"));
    }

    @Override
    public int run(Invocation invocation) throws UsageException, IOException {
        Path socket = invocation.controlSocket(invocation.openPlatform());
        Supplier<Form> form = invocation.has("json") ? () -> (event, line) -> line : readable();
        Since since = new Since(invocation, form);
        since.show(id -> {});
        try (ControlClient events = ControlClient.follow(socket, text(invocation, "type"), text(invocation, "guest"))) {
            JsonNode answer = JSON.readTree(events.next());
            if (!answer.path("ok").asBoolean()) {
                throw new IOException("no events: " + answer.path("error").asText());
            }
            since.show(since.twice::add);
            show(events, since, form, invocation.out());
        }
        return ExitStatus.DONE;
    }

    /** What the journal has already: most of it before events are asked for, so that few of them have to wait. */
    private static final class Since {
        private final Optional<Replay> journal;
        private final Supplier<Form> form;
        private final PrintStream out;

        /** Events that the journal got while they were asked for already. */
        private final Set<String> twice = new HashSet<>();

        Since(Invocation invocation, Supplier<Form> form) throws UsageException, IOException {
            String time = text(invocation, "since");
            this.journal = time.isEmpty() ? Optional.empty() : Optional.of(journal(invocation, time));
            this.form = form;
            this.out = invocation.out();
        }

        private static Replay journal(Invocation invocation, String time) throws UsageException, IOException {
            Instant since = Moment.parse("since", time, Instant.now());
            Query query = new Query(since, Instant.MAX, text(invocation, "type"), text(invocation, "guest"));
            return new Replay(ReplayCommand.journal(invocation), query);
        }

        /** What is new since the last time. */
        void show(Consumer<String> ids) throws IOException {
            if (journal.isPresent()) {
                Form now = form.get();
                int unused = journal.get().readBy((event, line) -> {
                    ids.accept(event.path("id").asText());
                    out.print(now.of(event, line) + "\n");
                    return !out.checkError();
                });
            }
        }

        boolean hasShown(JsonNode event) {
            return twice.remove(event.path("id").asText());
        }
    }

    private static String text(Invocation invocation, String option) {
        return invocation.options().getOptionValue(option, "");
    }

    private static Supplier<Form> readable() {
        boolean terminal = Terminals.isTerminal(1);
        boolean coloured = terminal && Terminal.hasColours();
        EventText text = new EventText(ZoneId.systemDefault(), coloured);
        return terminal ? () -> cut(text, Terminal.size().columns()) : () -> (event, line) -> text.whole(event);
    }

    private static Form cut(EventText text, int columns) {
        return (event, line) -> text.brief(event, columns);
    }

    /** Until the listener ends, which is an exception, or nobody reads any more. */
    private static void show(ControlClient events, Since since, Supplier<Form> forms, PrintStream out)
            throws IOException {
        while (!out.checkError()) {
            String line = events.next();
            Form form = forms.get();
            show(line, since, form, out);
            for (int more = 1; more < TOGETHER && events.hasMore(); more++) {
                show(events.next(), since, form, out);
            }
        }
    }

    private static void show(String line, Since since, Form form, PrintStream out) throws IOException {
        JsonNode event = JSON.readTree(line);
        if (event.has("leftOut")) {
            leftOut(event, out);
        } else if (!since.hasShown(event)) {
            out.print(form.of(event, line) + "\n");
        }
    }

    private static void leftOut(JsonNode note, PrintStream out) {
        out.flush();
        System.err.println("… " + note.path("leftOut").asText() + " events left out");
    }
}
