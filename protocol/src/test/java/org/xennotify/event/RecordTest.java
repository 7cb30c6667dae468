package org.xennotify.event;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.xennotify.event.RecordDecoder.Result;

class RecordTest {
    private static final int RING = 65536;

    private final RecordEncoder encoder = new RecordEncoder(RING);
    private final RecordDecoder decoder = new RecordDecoder(RING);

    /** The lines of {@code vectors/records.tsv}; other languages test against the same. */
    static Stream<Arguments> vectors() throws IOException {
        return Files.readAllLines(Path.of("vectors/records.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> Arguments.of((Object) line.split("\t", -1)));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldReadAndWriteTheVectors(String[] row) {
        byte[] golden = HexFormat.of().parseHex(row[9]);
        String expected =
                row[1].equals("violation") ? "violation" : String.join(" ", row).replace(" " + row[9], "");
        assertThat(read(golden, row[0])).isEqualTo(expected);
        if (!row[1].equals("violation")) {
            assertThat(written(row)).isEqualTo(row[9]);
        }
    }

    private String read(byte[] bytes, String name) {
        if (decoder.decode(littleEndian(bytes)) != Result.COMPLETE) {
            return "violation";
        }
        boolean carried = decoder.kind() == RecordKind.CARRIED_OVER;
        return String.join(
                " ",
                name,
                decoder.kind().name().toLowerCase(java.util.Locale.ROOT),
                decoder.wantsReply() ? "1" : "0",
                Long.toUnsignedString(decoder.sequence()),
                Long.toUnsignedString(decoder.time()),
                carried ? HexFormat.of().toHexDigits(decoder.firstEpoch()) : "-",
                carried ? Long.toUnsignedString(decoder.firstSequence()) : "-",
                new String(bytes, decoder.typeOffset(), decoder.typeLength(), US_ASCII),
                HexFormat.of().formatHex(bytes, decoder.payloadOffset(), bytes.length));
    }

    private String written(String[] row) {
        byte[] payload = HexFormat.of().parseHex(row[8]);
        long sequence = Long.parseUnsignedLong(row[3]);
        long time = Long.parseUnsignedLong(row[4]);
        Message message = new Message(row[7], payload, row[2].equals("1"));
        ByteBuffer record = switch (row[1]) {
            case "event" -> encoder.event(message, sequence, time);
            case "reply" -> encoder.reply(new Reply(row[7].equals("ok"), payload), sequence, time);
            default ->
                encoder.carriedOver(
                        message, sequence, time, HexFormat.fromHexDigitsToLong(row[5]), Long.parseUnsignedLong(row[6]));
        };
        byte[] bytes = new byte[record.remaining()];
        record.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0,          'a length of 0, not 25 to 65536'",
        "0, 23,         'a length of 23, not 25 to 65536'",
        "0, 24,         'a length of 24, not 25 to 65536'",
        "0, 65537,      'a length of 65537, not 25 to 65536'",
        "0, -2147483648,'a length of 2147483648, not 25 to 65536'",
        "0, -1,         'a length of 4294967295, not 25 to 65536'"
    })
    void shouldSayWhatIsWrongWithALength(int offset, int value, String reason) {
        assertThat(decoder.decode(sample().putInt(offset, value))).isEqualTo(Result.VIOLATION);
        assertThat(decoder.violation()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "4, 0,   kind 0",
        "4, 4,   kind 4",
        "4, -1,  kind 255",
        "5, 2,   flags 0x2",
        "5, -1,  flags 0xff",
        "6, 0,   a type of 0 bytes in a record of 29",
        "6, 6,   a type of 6 bytes in a record of 29",
        "7, 1,   a type of 258 bytes in a record of 29",
        "24, 46, 'a type that is not [A-Za-z0-9][A-Za-z0-9._-]*'",
        "25, 32, 'a type that is not [A-Za-z0-9][A-Za-z0-9._-]*'",
        "25, -61,'a type that is not [A-Za-z0-9][A-Za-z0-9._-]*'",
        "25, 0,  'a type that is not [A-Za-z0-9][A-Za-z0-9._-]*'"
    })
    void shouldSayWhatIsWrongWithAField(int offset, byte value, String reason) {
        assertThat(decoder.decode(sample().put(offset, value))).isEqualTo(Result.VIOLATION);
        assertThat(decoder.violation()).isEqualTo(reason);
    }

    private ByteBuffer sample() {
        ByteBuffer record = encoder.event(new Message("ab", "xyz".getBytes(UTF_8), false), 1, 0);
        byte[] bytes = new byte[record.remaining()];
        record.get(bytes);
        return littleEndian(bytes);
    }

    @Test
    void shouldNeedMoreUntilTheWholeRecordIsThere() {
        ByteBuffer record = sample();
        for (int length = 0; length < record.capacity(); length++) {
            assertThat(decoder.decode(record.clear().limit(length))).isEqualTo(Result.NEED_MORE);
        }
        assertThat(decoder.decode(record.clear())).isEqualTo(Result.COMPLETE);
    }

    @Test
    void shouldCutAReplyToWhatFits() {
        ByteBuffer record = new RecordEncoder(1024).reply(new Reply(true, new byte[5000]), 9, 0);
        assertThat(record.remaining()).isEqualTo(1024);
    }

    @Property
    void shouldReadBackWhatWasWritten(
            @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 1, max = 255) String type,
            @ForAll @Size(max = 2000) byte[] payload,
            @ForAll boolean wantsReply,
            @ForAll long sequence,
            @ForAll long time) {
        ByteBuffer record = encoder.event(new Message(type, payload, wantsReply), sequence, time);
        assertThat(decoder.decode(record)).isEqualTo(Result.COMPLETE);
        assertThat(decoder.sequence()).isEqualTo(sequence);
        assertThat(decoder.time()).isEqualTo(time);
        assertThat(decoder.wantsReply()).isEqualTo(wantsReply);
        assertThat(decoder.length()).isEqualTo(RecordEncoder.length(type.length(), payload.length));
        byte[] copied = new byte[decoder.payloadLength()];
        record.get(decoder.payloadOffset(), copied);
        assertThat(copied).isEqualTo(payload);
    }

    @Property
    void shouldNeverDoAnythingButYieldARecordOrAViolation(
            @ForAll @Size(max = 300) byte[] anything, @ForAll @IntRange(max = 300) int length, @ForAll byte kind) {
        ByteBuffer bytes = littleEndian(anything);
        decoder.decode(bytes);
        if (anything.length >= 8) { // nearer to a record, so that more than the first check is met
            bytes.putInt(0, length)
                    .put(4, (byte) (kind & 3))
                    .put(5, (byte) (kind >> 7 & 1))
                    .put(7, (byte) 0);
            if (decoder.decode(bytes) == Result.COMPLETE) {
                assertThat(decoder.payloadOffset() + decoder.payloadLength()).isEqualTo(length);
                assertThat(decoder.payloadLength()).isNotNegative();
            }
        }
    }
}
