package org.xennotify.listener.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.apache.commons.cli.Options;
import org.xennotify.lifecycle.Terminals;
import org.xennotify.listener.control.ControlClient;

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
                .addOption(Cli.option("json", "whole events, a line of JSON each, as xen-listen run prints them"))
                .addOption(Cli.option("control", "PATH", "the listener's socket, if it is not the usual one"));
    }

    @Override
    public int run(Invocation invocation) throws UsageException, IOException {
        Path socket = invocation.controlSocket(invocation.openPlatform());
        Supplier<Form> form = invocation.has("json") ? () -> (event, line) -> line : readable();
        try (ControlClient events = ControlClient.follow(socket, text(invocation, "type"), text(invocation, "guest"))) {
            JsonNode answer = JSON.readTree(events.next());
            if (!answer.path("ok").asBoolean()) {
                throw new IOException("no events: " + answer.path("error").asText());
            }
            show(events, form, invocation.out());
        }
        return ExitStatus.DONE;
    }

    private static String text(Invocation invocation, String option) throws UsageException {
        String text = invocation.options().getOptionValue(option);
        if (text != null && text.isEmpty()) {
            throw new UsageException("--" + option + " needs a text: leave it out for every " + option + ".");
        }
        return text == null ? "" : text;
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
    private static void show(ControlClient events, Supplier<Form> forms, PrintStream out) throws IOException {
        while (!out.checkError()) {
            String line = events.next();
            Form form = forms.get();
            show(line, form, out);
            for (int more = 1; more < TOGETHER && events.hasMore(); more++) {
                show(events.next(), form, out);
            }
        }
    }

    private static void show(String line, Form form, PrintStream out) throws IOException {
        JsonNode event = JSON.readTree(line);
        if (event.has("leftOut")) {
            leftOut(event, out);
        } else {
            out.print(form.of(event, line) + "\n");
        }
    }

    private static void leftOut(JsonNode note, PrintStream out) {
        out.flush();
        System.err.println("… " + note.path("leftOut").asText() + " events left out");
    }
}
