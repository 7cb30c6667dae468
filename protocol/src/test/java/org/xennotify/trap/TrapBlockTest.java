package org.xennotify.trap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.xennotify.event.Message;
import org.xennotify.event.RecordDecoder;
import org.xennotify.event.RecordEncoder;
import org.xennotify.event.RecordKind;
import org.xennotify.event.Reply;

class TrapBlockTest {
    private static final byte[] DATA = "some data".getBytes(US_ASCII);

    private final TrapBlock block = new TrapBlock();
    private final ByteBuffer bytes = ByteBuffer.wrap(block.array()).order(ByteOrder.LITTLE_ENDIAN);

    private void write(int capacity, ByteBuffer record) {
        bytes.clear();
        bytes.put("XNT1".getBytes(US_ASCII))
                .putInt(capacity)
                .putInt(0)
                .putInt(0)
                .put(record);
    }

    private static ByteBuffer event(boolean wantsReply) {
        return new RecordEncoder(4096).event(new Message("a.b", DATA, wantsReply), 77, 5);
    }

    private TrapBlock.Result decode() {
        return block.decode(TrapBlock.LARGEST);
    }

    @Example
    void shouldFindTheEventInItsBlock() {
        write(100, event(false));
        assertThat(decode()).isEqualTo(TrapBlock.Result.COMPLETE);
        RecordDecoder record = block.record();
        assertThat(record.sequence()).isEqualTo(77);
        assertThat(new String(block.array(), record.typeOffset(), record.typeLength(), US_ASCII))
                .isEqualTo("a.b");
        assertThat(new String(block.array(), record.payloadOffset(), record.payloadLength(), US_ASCII))
                .isEqualTo("some data");
    }

    @Example
    void shouldBeContentWithWhatIsKnownIfTheEventIsInIt() {
        write(4080, event(false));
        assertThat(block.decode(15)).isEqualTo(TrapBlock.Result.NEED_MORE);
        assertThat(block.decode(16)).isEqualTo(TrapBlock.Result.NEED_MORE);
        assertThat(block.needed()).isEqualTo(4096);
        assertThat(block.decode(16 + 35)).isEqualTo(TrapBlock.Result.NEED_MORE);
        assertThat(block.decode(16 + 36)).isEqualTo(TrapBlock.Result.COMPLETE);
    }

    @Example
    void shouldTakeARecordThatFillsTheLargestBlock() {
        write(4080, new RecordEncoder(4080).event(new Message("a", new byte[4080 - 25], false), 1, 0));
        assertThat(decode()).isEqualTo(TrapBlock.Result.COMPLETE);
    }

    @Example
    void shouldNotTakeForABlockWhatIsNotMarkedSo() {
        write(100, event(false));
        bytes.put(3, (byte) '2');
        assertThat(decode()).isEqualTo(TrapBlock.Result.NO_BLOCK);
    }

    @Example
    void shouldFindImpossibleCapacitiesMalformed() {
        for (int capacity : new int[] {0, 3, 4081, 1 << 16, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            write(capacity, event(false));
            assertThat(decode()).isEqualTo(TrapBlock.Result.MALFORMED);
        }
    }

    @Example
    void shouldFindARecordLongerThanTheBlockMalformed() {
        write(35, event(false));
        assertThat(decode()).isEqualTo(TrapBlock.Result.MALFORMED);
        write(36, event(false));
        assertThat(decode()).isEqualTo(TrapBlock.Result.COMPLETE);
        bytes.putInt(16, 4096);
        assertThat(decode()).isEqualTo(TrapBlock.Result.MALFORMED);
    }

    @Example
    void shouldFindMalformedWhatIsReservedForLater() {
        write(100, event(false));
        bytes.putInt(12, 1);
        assertThat(decode()).isEqualTo(TrapBlock.Result.MALFORMED);
    }

    @Example
    void shouldTakeNoOtherRecordThanAnEvent() {
        write(100, new RecordEncoder(4096).reply(new Reply(true, DATA), 77, 0));
        assertThat(decode()).isEqualTo(TrapBlock.Result.MALFORMED);
    }

    @Property(tries = 2000)
    void shouldSurviveAnyBytes(
            @ForAll @Size(64) byte[] noise, @ForAll @IntRange(max = 4096) int known, @ForAll boolean marked) {
        bytes.clear().put(noise);
        if (marked) {
            bytes.put(0, "XNT1".getBytes(US_ASCII)).putInt(4, noise[5] & 0xff).putInt(12, 0);
        }
        if (block.decode(known) == TrapBlock.Result.COMPLETE) {
            RecordDecoder record = block.record();
            assertThat(record.payloadOffset() + record.payloadLength()).isLessThanOrEqualTo(Math.min(known, 271));
        }
    }

    @Example
    void shouldAnswerWithTheStatusAlone() {
        ByteBuffer answer = TrapBlock.answer(TrapStatus.REFUSED);
        assertThat(answer.remaining()).isEqualTo(4);
        assertThat(answer.getInt(0)).isEqualTo(2);
    }

    @Example
    void shouldNotReplyToAnEventThatAsksForNone() {
        write(100, event(false));
        decode();
        assertThat(block.answer(TrapStatus.HANDLED, new Reply(true, DATA)).remaining())
                .isEqualTo(4);
    }

    @Example
    void shouldPutTheReplyBehindTheStatus() {
        write(100, event(true));
        decode();
        ByteBuffer answer = block.answer(TrapStatus.FAILED, new Reply(false, DATA));
        assertThat(answer.getInt()).isEqualTo(4);
        assertThat(answer.getInt()).isZero();
        RecordDecoder reply = new RecordDecoder(4096);
        assertThat(reply.decode(answer)).isEqualTo(RecordDecoder.Result.COMPLETE);
        assertThat(reply.kind()).isEqualTo(RecordKind.REPLY);
        assertThat(reply.sequence()).isEqualTo(77);
        assertThat(reply.typeLength()).isEqualTo(5);
        assertThat(reply.payloadLength()).isEqualTo(DATA.length);
    }

    @Property
    void shouldNeverAnswerBeyondTheBlock(
            @ForAll @IntRange(min = 36, max = 4080) int capacity, @ForAll @IntRange(max = 8192) int length) {
        write(capacity, event(true));
        decode();
        ByteBuffer answer = block.answer(TrapStatus.HANDLED, new Reply(true, new byte[length]));
        assertThat(TrapBlock.STATUS + answer.remaining()).isEqualTo(Math.min(16 + 26 + length, 16 + capacity));
    }

    @Example
    void shouldLeaveTheReplyOutWhereThereIsNoRoomForIt() {
        write(28, new RecordEncoder(4096).event(new Message("a", new byte[0], true), 1, 0));
        assertThat(decode()).isEqualTo(TrapBlock.Result.COMPLETE);
        assertThat(block.answer(TrapStatus.FAILED, new Reply(false, DATA)).remaining())
                .isEqualTo(4);
    }
}
