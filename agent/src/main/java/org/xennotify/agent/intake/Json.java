package org.xennotify.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/** Lines of JSON: one object each, ended by a newline. */
final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Characters by which text may be longer than base 64, since people can read it. */
    private static final int ESCAPES = 1024;

    /** Writes the fields of an object. */
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private Json() {}

    static byte[] line(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e); // bytes in memory do not fail
        }
        return bytes.toByteArray();
    }

    /** Writes bytes as {@code name} if they are text and about as short so as in base 64, else so as {@code name_base64}. */
    static void writeBytes(JsonGenerator json, String name, byte[] bytes) throws IOException {
        Optional<String> text = escapes(bytes) <= bytes.length / 3 + ESCAPES ? text(bytes) : Optional.empty();
        if (text.isPresent()) {
            json.writeStringField(name, text.get());
        } else {
            json.writeBinaryField(name + "_base64", bytes);
        }
    }

    /** Characters that quoting adds: six for a control character, two for a quotation mark. */
    private static int escapes(byte[] bytes) {
        int count = 0;
        for (byte b : bytes) {
            if (b >= 0 && b < ' ') {
                count += 5;
            } else if (b == '"' || b == '\\') {
                count++;
            }
        }
        return count;
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    static JsonParser parser(byte[] line) throws IOException {
        return FACTORY.createParser(line);
    }
}
