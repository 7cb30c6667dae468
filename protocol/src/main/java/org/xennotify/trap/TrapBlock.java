package org.xennotify.trap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.xennotify.event.RecordDecoder;
import org.xennotify.event.RecordEncoder;
import org.xennotify.event.RecordKind;
import org.xennotify.event.Reply;

/**
 * Dom0's copy of the block that a trap's address names, which the guest cannot change any more; its flyweight. Not
 * thread-safe.
 *
 * <pre>
 *    0        4          8        12         16
 *    +--------+----------+--------+----------+-------------------------------+
 *    | "XNT1" | capacity | status | reserved | record: an event, then maybe  |
 *    |        | u32      | u32    | u32, 0   | the reply ... capacity bytes  |
 *    +--------+----------+--------+----------+-------------------------------+
 * </pre>
 *
 * <p>It is aligned to 16 bytes and may cross a page boundary. All numbers are little-endian.
 */
public final class TrapBlock {
    /** Bytes of a whole block at most. */
    public static final int LARGEST = 4096;

    public static final int ALIGNMENT = 16;

    /** Bytes before the record. */
    public static final int HEADER = 16;

    /** Where {@link #answer} is to be written. */
    public static final int STATUS = 8;

    /** Bytes by which a block is known. */
    public static final int MARK = 4;

    static final int MAGIC = 'X' | 'N' << 8 | 'T' << 16 | '1' << 24;
    private static final int CAPACITY = MARK;
    private static final int RESERVED = 12;

    /** What the bytes so far amount to. */
    public enum Result {
        /** {@link #needed} bytes would be enough. */
        NEED_MORE,
        /** An event: {@link #record} has it. */
        COMPLETE,
        /** A block that says nothing which can be understood. */
        MALFORMED,
        /** None at all: it must not be written to. */
        NO_BLOCK
    }

    private final byte[] array = new byte[LARGEST];
    private final ByteBuffer bytes = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    private final RecordDecoder record = new RecordDecoder(LARGEST - HEADER);

    /** Where the copy is to be put, from index 0 on. */
    public byte[] array() {
        return array;
    }

    /** Looks at the first {@code known} bytes of the block. */
    public Result decode(int known) {
        bytes.clear();
        if (known < HEADER) {
            return Result.NEED_MORE;
        }
        if (!isMarked(bytes, 0)) {
            return Result.NO_BLOCK;
        }
        if (Integer.compareUnsigned(capacity(), LARGEST - HEADER) > 0 || bytes.getInt(RESERVED) != 0) {
            return Result.MALFORMED;
        }
        bytes.limit(Math.min(known, HEADER + capacity())).position(HEADER);
        return switch (record.decode(bytes)) {
            case COMPLETE -> record.kind() == RecordKind.EVENT ? Result.COMPLETE : Result.MALFORMED;
            case NEED_MORE -> known < HEADER + capacity() ? Result.NEED_MORE : Result.MALFORMED;
            case VIOLATION -> Result.MALFORMED;
        };
    }

    /** Whether memory begins, at an index, as a block does; its order must be little-endian. */
    public static boolean isMarked(ByteBuffer memory, int at) {
        return memory.getInt(at) == MAGIC;
    }

    private int capacity() {
        return bytes.getInt(CAPACITY);
    }

    /** How many bytes there are up to the end of the block, once {@link #HEADER} bytes are known. */
    public int needed() {
        return HEADER + capacity();
    }

    /** The event, in the bytes of {@link #array}. */
    public RecordDecoder record() {
        return record;
    }

    /** What is to be written at {@link #STATUS}: no more than that. */
    public static ByteBuffer answer(TrapStatus status) {
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(0, status.number());
    }

    /** The same with a record for the reply behind it, if the event asks for one and there is room for its type. */
    public ByteBuffer answer(TrapStatus status, Reply reply) {
        if (!record.wantsReply() || capacity() < RecordEncoder.length("error".length(), 0)) {
            return answer(status);
        }
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        ByteBuffer said = new RecordEncoder(capacity()).reply(reply, record.sequence(), now);
        return ByteBuffer.allocate(HEADER - STATUS + said.remaining())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(status.number())
                .putInt(0)
                .put(said)
                .flip();
    }
}
