package org.xennotify.agent.intake;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import org.xennotify.agent.door.Patience;
import org.xennotify.agent.door.Submission;
import org.xennotify.lifecycle.Reason;

/**
 * Requests as lines of JSON: {@code {"type":"app.ready","data":"…"}} with {@code data_base64} in place of {@code data},
 * {@code wait}, {@code timeout}, {@code drop} and {@code via} where wanted; {@code {"via":"bell"}}; {@code
 * {"status":true}}.
 */
public final class RequestCodec {
    private RequestCodec() {}

    /** The request as one line, newline included. */
    public static byte[] encode(Request request) {
        return Json.line(json -> {
            if (request instanceof Request.Send send) {
                writeSend(json, send);
            } else if (request instanceof Request.Bell) {
                json.writeStringField("via", Via.BELL.label());
            } else {
                json.writeBooleanField("status", true);
            }
        });
    }

    private static void writeSend(JsonGenerator json, Request.Send send) throws IOException {
        Submission submission = send.submission();
        json.writeStringField("type", submission.type());
        if (submission.payload().length > 0) {
            Json.writeBytes(json, "data", submission.payload());
        }
        if (send.via() != Via.AUTO) {
            json.writeStringField("via", send.via().label());
        }
        writePatience(json, submission.patience());
    }

    private static void writePatience(JsonGenerator json, Patience patience) throws IOException {
        if (patience.wantsAnswer()) {
            json.writeNumberField("wait", seconds(patience.answer()));
        }
        if (!patience.room().equals(Patience.ROOM)) {
            json.writeNumberField("timeout", seconds(patience.room()));
        }
        if (patience.drop()) {
            json.writeBooleanField("drop", true);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /**
     * Reads one line.
     *
     * @throws IllegalArgumentException with a sentence for the sender, if it is no request
     */
    public static Request decode(byte[] line) {
        try (JsonParser json = Json.parser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException(
                        "a request is one JSON object a line, e.g. {\"type\":\"app.ready\"}.");
            }
            RequestFields fields = new RequestFields();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                fields.read(json);
            }
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("a line is one JSON object and nothing more.");
            }
            return fields.request();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the line is not JSON: " + reason(e) + ".", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the line cannot be read: " + Reason.of(e) + ".", e);
        }
    }

    /** Without what Jackson would show of the input, which it is told not to. */
    private static String reason(JsonProcessingException e) {
        return e.getOriginalMessage().replaceFirst(" \\(start marker at .*", "");
    }
}
