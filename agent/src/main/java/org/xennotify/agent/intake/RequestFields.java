package org.xennotify.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xennotify.agent.door.Patience;
import org.xennotify.agent.door.Submission;
import org.xennotify.event.EventType;

/** The fields of one request while they are read, in whatever order they come. */
final class RequestFields {
    private @Nullable String type;
    private byte @Nullable [] payload;
    private Via via = Via.AUTO;
    private boolean status;
    private Duration room = Patience.ROOM;
    private Duration answer = Duration.ZERO;
    private boolean drop;

    /** Reads the field whose name is the parser's current token. */
    void read(JsonParser json) throws IOException {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
            case "type" -> type = EventType.check(text(json, name, value));
            case "data" -> payload(utf8(text(json, name, value)));
            case "data_base64" -> payload(binary(json, name, value));
            case "via" -> via = via(text(json, name, value));
            case "wait" -> answer = seconds(json, name, value);
            case "timeout" -> room = seconds(json, name, value);
            case "drop" -> drop = truth(name, value);
            case "status" -> status = truth(name, value);
            default ->
                throw new IllegalArgumentException("a request has type, data or data_base64, wait, timeout, drop"
                        + " and via, but no field of another name.");
        }
    }

    private void payload(byte[] bytes) {
        if (payload != null) {
            throw new IllegalArgumentException("a request has data or data_base64, not both.");
        }
        payload = bytes;
    }

    private static String text(JsonParser json, String name, JsonToken value) throws IOException {
        require(value == JsonToken.VALUE_STRING, name, "a string");
        return json.getText();
    }

    private static byte[] utf8(String text) {
        if (!UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("'data' has half a character: send what is no text as data_base64.");
        }
        return text.getBytes(UTF_8);
    }

    private static byte[] binary(JsonParser json, String name, JsonToken value) throws IOException {
        require(value == JsonToken.VALUE_STRING, name, "a string in base 64");
        return json.getBinaryValue();
    }

    private static boolean truth(String name, JsonToken value) {
        require(value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE, name, "true or false");
        return value == JsonToken.VALUE_TRUE;
    }

    private static Duration seconds(JsonParser json, String name, JsonToken value) throws IOException {
        require(value.isNumeric(), name, "a number of seconds");
        double seconds = json.getDoubleValue();
        require(seconds >= 0 && seconds <= Patience.LONGEST.toSeconds(), name, "0 to 86400 seconds");
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static void require(boolean isSo, String name, String what) {
        if (!isSo) {
            throw new IllegalArgumentException("'" + name + "' is " + what + ".");
        }
    }

    private static Via via(String text) {
        return Via.parse(text).orElseThrow(() -> new IllegalArgumentException("'via' is one of " + Via.CHOICES + "."));
    }

    Request request() {
        if (status) {
            return new Request.Status();
        }
        if (via == Via.BELL) {
            return bell();
        }
        if (type == null) {
            throw new IllegalArgumentException("a request needs a type, e.g. {\"type\":\"app.ready\"}.");
        }
        byte[] bytes = payload == null ? new byte[0] : payload;
        return new Request.Send(via, new Submission(type, bytes, new Patience(room, drop, answer)));
    }

    private Request bell() {
        if (type != null || payload != null) {
            throw new IllegalArgumentException("the bell carries neither type nor data.");
        }
        return new Request.Bell();
    }
}
