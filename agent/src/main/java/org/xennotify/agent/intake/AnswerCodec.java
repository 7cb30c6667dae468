package org.xennotify.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;

/**
 * Answers as lines of JSON: {@code {"ok":true}}, {@code {"ok":true,"sequence":7,"answer":"…"}},
 * {@code {"ok":false,"error":"sentence","exit":3}}; to a request for status {@code {"ok":true,"status":{…}}}.
 */
public final class AnswerCodec {
    private AnswerCodec() {}

    /** The outcome as one line, newline included. */
    public static byte[] encode(Outcome outcome) {
        return Json.line(json -> {
            json.writeBooleanField("ok", !(outcome instanceof Outcome.Failed));
            if (outcome instanceof Outcome.Accepted accepted) {
                writeSequence(json, accepted.sequence());
            } else if (outcome instanceof Outcome.Answered answered) {
                writeSequence(json, answered.sequence());
                Json.writeBytes(json, "answer", answered.data());
            } else if (outcome instanceof Outcome.Failed failed) {
                json.writeStringField("error", failed.sentence());
                json.writeNumberField("exit", failed.exit().status());
            } else if (outcome instanceof Outcome.Report report) {
                json.writeObjectFieldStart("status");
                writeReport(json, report);
                json.writeEndObject();
            }
        });
    }

    private static void writeSequence(JsonGenerator json, long sequence) throws IOException {
        if (sequence != 0) {
            json.writeNumberField("sequence", sequence);
        }
    }

    /** The report alone as one line, newline included. */
    public static byte[] encodeReport(Outcome.Report report) {
        return Json.line(json -> writeReport(json, report));
    }

    private static void writeReport(JsonGenerator json, Outcome.Report report) throws IOException {
        for (Map.Entry<String, Object> field : report.fields().entrySet()) {
            json.writeFieldName(field.getKey());
            if (field.getValue() instanceof Boolean truth) {
                json.writeBoolean(truth);
            } else if (field.getValue() instanceof Long number) {
                json.writeNumber(number);
            } else {
                json.writeString(field.getValue().toString());
            }
        }
    }

    /**
     * Reads one line.
     *
     * @throws IOException if an agent would not answer so
     */
    public static Outcome decode(byte[] line) throws IOException {
        try (JsonParser json = Json.parser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the agent's answer is no JSON object");
            }
            Fields fields = new Fields();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                fields.read(json);
            }
            return fields.outcome();
        }
    }

    /** The fields of one answer while they are read. Unknown ones are a newer agent's. */
    private static final class Fields {
        private boolean ok;
        private long sequence;
        private byte @Nullable [] answer;
        private String error = "the agent gave no reason.";
        private int exit = Exit.FAILED.status();
        private @Nullable Map<String, Object> status;

        void read(JsonParser json) throws IOException {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "ok" -> ok = json.getBooleanValue();
                case "sequence" -> sequence = json.getLongValue();
                case "answer" -> answer = json.getText().getBytes(UTF_8);
                case "answer_base64" -> answer = json.getBinaryValue();
                case "error" -> error = json.getText();
                case "exit" -> exit = json.getIntValue();
                case "status" -> status = report(json);
                default -> json.skipChildren();
            }
        }

        private static Map<String, Object> report(JsonParser json) throws IOException {
            Map<String, Object> fields = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                fields.put(name, value.isNumeric() ? (Object) json.getLongValue() : scalar(json, value));
            }
            return fields;
        }

        private static Object scalar(JsonParser json, JsonToken value) throws IOException {
            return value.isBoolean() ? (Object) json.getBooleanValue() : json.getText();
        }

        Outcome outcome() {
            if (!ok) {
                return new Outcome.Failed(Exit.of(exit), error);
            }
            if (status != null) {
                return new Outcome.Report(status);
            }
            return answer == null ? new Outcome.Accepted(sequence) : new Outcome.Answered(answer, sequence);
        }
    }
}
