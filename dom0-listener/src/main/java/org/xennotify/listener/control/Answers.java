package org.xennotify.listener.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.xennotify.listener.session.GuestStatus;
import org.xennotify.listener.sink.JsonBytes;

/** What the running listener answers to other commands: one JSON object to one JSON object. */
public final class Answers implements UnaryOperator<String> {
    private static final JsonFactory JSON = new JsonFactory();

    private final Supplier<List<GuestStatus>> guests;

    public Answers(Supplier<List<GuestStatus>> guests) {
        this.guests = guests;
    }

    @Override
    public String apply(String request) {
        JsonBytes answer = new JsonBytes();
        if (command(request).equals("guests")) {
            writeGuests(answer);
        } else {
            answer.raw("{\"ok\":false,\"error\":\"this listener knows only the command guests\"}");
        }
        return answer.toString();
    }

    /** The text of the field {@code command}; empty if the request has none. */
    private static String command(String request) {
        try (JsonParser parser = JSON.createParser(request)) {
            while (parser.nextToken() != null) {
                if ("command".equals(parser.currentName()) && parser.currentToken() == JsonToken.VALUE_STRING) {
                    return parser.getText();
                }
            }
        } catch (IOException notJson) {
            return "";
        }
        return "";
    }

    private void writeGuests(JsonBytes answer) {
        answer.raw("{\"ok\":true,\"guests\":[");
        String separator = "";
        for (GuestStatus guest : guests.get()) {
            write(guest, answer.raw(separator));
            separator = ",";
        }
        answer.raw("]}");
    }

    private static void write(GuestStatus guest, JsonBytes answer) {
        answer.raw("{\"domid\":").decimal(guest.domid());
        answer.raw(",\"name\":").string(guest.name());
        answer.raw(",\"uuid\":").string(guest.uuid().toString());
        answer.raw(",\"door\":").string(guest.door());
        answer.raw(",\"state\":").string(guest.state());
        answer.raw(",\"epoch\":").string(guest.epoch());
        answer.raw(",\"events\":").decimal(guest.events());
        answer.raw(",\"lastEvent\":")
                .string(guest.lastEvent().map(Instant::toString).orElse(""));
        answer.raw(",\"backlog\":").decimal(guest.backlog());
        answer.raw(",\"gaps\":").decimal(guest.gaps());
        answer.raw(",\"droppedReplies\":").decimal(guest.droppedReplies());
        answer.raw("}");
    }
}
