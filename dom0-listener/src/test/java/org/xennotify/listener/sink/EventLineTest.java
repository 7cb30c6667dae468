package org.xennotify.listener.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.xennotify.event.Door;
import org.xennotify.listener.fake.FakeHypervisor;
import org.xennotify.listener.memory.AddressSpace;

class EventLineTest {
    private static final UUID GUEST = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    private static final Instant RECEIVED = Instant.parse("2026-11-24T01:02:03.000000456Z");

    private final EventLine line = new EventLine("host1");

    private String format(Event event) {
        JsonBytes out = new JsonBytes();
        line.append(event, out);
        return out.toString();
    }

    private static Event store(byte[] payload) {
        return event(new Origin(3, GUEST, "web-1"), Door.STORE, 0xabcL, "my.type", Slice.of(payload));
    }

    private static Event event(Origin origin, Door door, long token, String type, Slice payload) {
        Event event = new Event(origin).set(origin, door, token, 0, 0).came(RECEIVED);
        event.type().set(Slice.of(type));
        event.payload().set(payload);
        return event;
    }

    private static Event store(String payload) {
        return store(payload.getBytes(UTF_8));
    }

    @Example
    void anEventOfTheStoreDoorIsThisLine() {
        assertThat(format(store("some data")))
                .isEqualTo("{\"specversion\":\"1.0\","
                        + "\"id\":\"00112233-4455-6677-8899-aabbccddeeff/store/0000000000000abc\","
                        + "\"source\":\"/xen/host1/00112233-4455-6677-8899-aabbccddeeff\",\"type\":\"my.type\","
                        + "\"subject\":\"web-1\",\"datacontenttype\":\"text/plain\",\"data\":\"some data\","
                        + "\"xendomid\":3,\"xendoor\":\"store\",\"xenreceived\":\"2026-11-24T01:02:03.000000456Z\"}\n");
    }

    @Example
    void aNumberedEventSaysItsEpochSequenceAndTime() {
        Origin origin = new Origin(32751, GUEST, "");
        Event event = new Event(origin).set(origin, Door.RING, -1, -1, -1).came(Instant.ofEpochSecond(0));
        event.type().set(Slice.of("a"));
        event.payload().set(Slice.of(new byte[] {(byte) 0xff}));
        assertThat(format(event))
                .isEqualTo("{\"specversion\":\"1.0\","
                        + "\"id\":\"00112233-4455-6677-8899-aabbccddeeff/ffffffffffffffff/18446744073709551615\","
                        + "\"source\":\"/xen/host1/00112233-4455-6677-8899-aabbccddeeff\",\"type\":\"a\","
                        + "\"time\":\"2554-07-21T23:34:33.709551615Z\","
                        + "\"datacontenttype\":\"application/octet-stream\",\"data_base64\":\"/w==\","
                        + "\"xendomid\":32751,\"xendoor\":\"ring\",\"sequence\":\"18446744073709551615\","
                        + "\"xenreceived\":\"1970-01-01T00:00:00.000000000Z\"}\n");
    }

    @Example
    void aTrapSaysWhoHasTrapped() {
        Origin origin = new Origin(3, GUEST, "web-1");
        AddressSpace memory = AddressSpace.physical(new FakeHypervisor(), 3);
        Event event = event(origin, Door.TRAP, 0xabcL, "a", Slice.of("x"));
        event.set(origin, Door.TRAP, 0xabcL, -1, 0).by(new Trapped(127, 3, 0x1234000, -1, memory));
        assertThat(format(event))
                .startsWith("{\"specversion\":\"1.0\","
                        + "\"id\":\"00112233-4455-6677-8899-aabbccddeeff/trap/0000000000000abc\",")
                .endsWith("\"xendomid\":3,\"xendoor\":\"trap\",\"sequence\":\"18446744073709551615\","
                        + "\"xenvcpu\":127,\"xencpl\":3,\"xencr3\":\"0000000001234000\","
                        + "\"xenrip\":\"ffffffffffffffff\",\"xenreceived\":\"2026-11-24T01:02:03.000000456Z\"}\n");
    }

    @Example
    void aTrapWithoutASequenceIsALineToo() {
        Origin origin = new Origin(3, GUEST, "web-1");
        AddressSpace memory = AddressSpace.physical(new FakeHypervisor(), 3);
        Event event = event(origin, Door.TRAP, 0xabcL, "a", Slice.of("x")).by(new Trapped(0, 0, 0, 0, memory));
        assertThat(format(event)).contains("\"xendoor\":\"trap\",\"xenvcpu\":0,\"xencpl\":0,\"xencr3\":");
    }

    @Example
    void anEventWithoutPayloadHasNoData() {
        assertThat(format(store(""))).doesNotContain("data");
    }

    @Example
    void whatCouldMisleadAReaderIsEscaped() {
        String hostile = "\"\\\0\n\t\u001f\u007f\u0080\u009f\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069";
        assertThat(format(store(hostile)))
                .contains("\"data\":\"\\\"\\\\\\u0000\\u000a\\u0009\\u001f\\u007f\\u0080\\u009f\\u061c\\u200e\\u200f"
                        + "\\u2028\\u2029\\u202a\\u202e\\u2066\\u2069\"");
    }

    @Example
    void otherCharactersStayAsTheyAre() {
        assertThat(format(store("äß€😀 \u00a0\u200d\u2065\u206a")))
                .contains("\"data\":\"äß€😀 \u00a0\u200d\u2065\u206a\"");
    }

    @Example
    void aHostileNameOfADomainIsEscapedToo() {
        Event event = event(new Origin(1, GUEST, "a\"\n\u202e"), Door.BELL, 1, "bell", Slice.of(""));
        assertThat(format(event))
                .contains("\"subject\":\"a\\\"\\u000a\\u202e\"")
                .endsWith("}\n");
    }

    @Example
    void aRangeOfALargerArrayIsWrittenAlone() {
        Slice payload = Slice.of("");
        payload.set("before|inside|behind".getBytes(UTF_8), 7, 6);
        Origin origin = new Origin(1, GUEST, "");
        assertThat(format(event(origin, Door.RING, 1, "a", payload))).contains("\"data\":\"inside\"");
    }

    @Property
    void anyTextComesBackFromOneLineOfJson(@ForAll String text) throws IOException {
        byte[] payload = text.getBytes(UTF_8);
        Map<String, String> fields = parse(format(store(payload)));
        assertThat(fields.getOrDefault("data", "")).isEqualTo(new String(payload, UTF_8));
    }

    @Property
    void anyBytesComeBackFromOneLineOfJson(@ForAll @Size(max = 300) byte[] payload) throws IOException {
        Map<String, String> fields = parse(format(store(payload)));
        assertThat(bytes(fields)).isEqualTo(payload);
        assertThat(fields.containsKey("data")).isEqualTo(payload.length > 0 && isUtf8(payload));
    }

    /** Lead and continuation bytes in every combination, which random bytes seldom are. */
    @Property
    void almostUtf8IsToldFromUtf8(@ForAll @Size(max = 8) byte[] payload) throws IOException {
        for (int i = 0; i < payload.length; i++) {
            payload[i] |= (byte) 0x80;
        }
        Map<String, String> fields = parse(format(store(payload)));
        assertThat(fields.containsKey("data")).isEqualTo(payload.length > 0 && isUtf8(payload));
        assertThat(bytes(fields)).isEqualTo(payload);
    }

    private static byte[] bytes(Map<String, String> fields) {
        String binary = fields.get("data_base64");
        return binary != null
                ? Base64.getDecoder().decode(binary)
                : fields.getOrDefault("data", "").getBytes(UTF_8);
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static Map<String, String> parse(String text) throws IOException {
        assertThat(text).endsWith("\n");
        String json = text.substring(0, text.length() - 1);
        assertThat(json.chars().noneMatch(EventLineTest::misleads)).isTrue();
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, parser.getText());
            }
            assertThat(parser.nextToken()).isNull();
        }
        return fields;
    }

    private static boolean misleads(int c) {
        return Character.getType(c) == Character.CONTROL
                || Arrays.asList(0x61c, 0x200e, 0x200f, 0x2028, 0x2029).contains(c)
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
