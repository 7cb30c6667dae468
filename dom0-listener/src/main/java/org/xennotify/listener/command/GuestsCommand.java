package org.xennotify.listener.command;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.cli.Options;
import org.xennotify.listener.control.ControlClient;

/** {@code guests}: which guests the running listener knows, and how they stand. */
public final class GuestsCommand implements Command {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

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
        List<JsonNode> guests = ask(invocation.controlSocket(invocation.openPlatform()));
        if (invocation.has("json")) {
            for (JsonNode guest : guests) {
                invocation.out().print(line(guest) + "\n");
            }
        } else {
            invocation.out().print(table(guests, Instant.now()));
        }
        return ExitStatus.DONE;
    }

    /** Jackson leaves DEL as it is, which a terminal obeys. */
    private static String line(JsonNode guest) throws IOException {
        return JSON.writeValueAsString(guest).replace("\u007f", "\\u007f");
    }

    /** The guests that the listener at this socket knows, by ascending domid, with the fields of {@link Column}. */
    static List<JsonNode> ask(Path socket) throws IOException {
        List<JsonNode> guests = new ArrayList<>();
        JSON.readTree(ControlClient.ask(socket, "guests")).path("guests").forEach(guests::add);
        return guests;
    }

    private static Table table(List<JsonNode> guests, Instant now) {
        Table table = new Table().row(cells(Column::name));
        guests.forEach(guest -> table.row(cells(column -> column.show(guest, now))));
        return table;
    }

    private static String[] cells(Function<Column, String> cell) {
        return Stream.of(Column.values()).map(cell).toArray(String[]::new);
    }
}
