package org.xennotify.listener.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.cli.Options;
import org.xennotify.listener.control.ControlClient;
import org.xennotify.listener.session.Printable;

/** {@code guests}: which guests the running listener knows, and how they stand. */
public final class GuestsCommand implements Command {
    private static final JsonFactory JSON =
            new JsonFactoryBuilder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final String[] COLUMNS = {
        "domid",
        "name",
        "uuid",
        "door",
        "state",
        "throttled",
        "epoch",
        "events",
        "backlog",
        "gaps",
        "droppedReplies",
        "lastEvent"
    };
    private static final String[] TITLES = {
        "DOMID",
        "NAME",
        "UUID",
        "DOOR",
        "STATE",
        "THROTTLED",
        "EPOCH",
        "EVENTS",
        "BACKLOG",
        "GAPS",
        "DROPPED",
        "LAST EVENT"
    };
    private static final int WIDEST = 60;

    @Override
    public String name() {
        return "guests";
    }

    @Override
    public String summary() {
        return "tells which guests the running listener knows, and how they stand";
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(Cli.option("json", "one JSON object a line in place of the table"))
                .addOption(Cli.option("control", "PATH", "the listener's socket, if it is not the usual one"));
    }

    @Override
    public int run(Invocation invocation) throws UsageException, IOException {
        String answer = ControlClient.ask(invocation.controlSocket(invocation.openPlatform()), "guests");
        try (JsonParser parser = JSON.createParser(answer)) {
            if (invocation.has("json")) {
                printJson(parser, invocation.out());
            } else {
                printTable(parser, invocation.out());
            }
        }
        return ExitStatus.DONE;
    }

    /** Moves to the next guest of the answer; false behind the last. */
    private static boolean next(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        while (token != null
                && !(token == JsonToken.START_OBJECT
                        && parser.getParsingContext().getParent().inArray())) {
            token = parser.nextToken();
        }
        return token != null;
    }

    private static void printJson(JsonParser parser, PrintStream out) throws IOException {
        try (JsonGenerator generator = JSON.createGenerator(out)) {
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            generator.setRootValueSeparator(null);
            while (next(parser)) {
                generator.copyCurrentStructure(parser);
                generator.writeRaw('\n');
            }
        }
    }

    private static void printTable(JsonParser parser, PrintStream out) throws IOException {
        Table table = new Table().row(TITLES);
        while (next(parser)) {
            Map<String, String> guest = fields(parser);
            String[] cells = new String[COLUMNS.length];
            for (int i = 0; i < cells.length; i++) {
                String value = Printable.of(guest.getOrDefault(COLUMNS[i], ""), WIDEST);
                cells[i] = value.isEmpty() ? "-" : value;
            }
            table.row(cells);
        }
        out.print(table);
    }

    private static Map<String, String> fields(JsonParser parser) throws IOException {
        Map<String, String> fields = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, parser.getText());
        }
        return fields;
    }
}
