package org.xennotify.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Finds a record in bytes that nobody else can change any more, and is then its flyweight. Makes no garbage. Not
 * thread-safe.
 */
public final class RecordDecoder {

    /** What the bytes so far amount to. */
    public enum Result {
        /** The record is not all there yet. */
        NEED_MORE,
        /** A record: its fields may be asked for until the next call. */
        COMPLETE,
        /** No record can begin so; {@link #violation} says why. */
        VIOLATION
    }

    private final int largest;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private int start;
    private int length;
    private int kind;
    private int flags;
    private int typeLength;
    private @Nullable String violation;

    /** A decoder for records of at most {@code largest} bytes: the size of the ring that they come by. */
    public RecordDecoder(int largest) {
        this.largest = largest;
    }

    /**
     * Looks at the bytes from the buffer's position to its limit, moving neither. The buffer's order must be
     * little-endian.
     */
    public Result decode(ByteBuffer from) {
        assert from.order() == ByteOrder.LITTLE_ENDIAN;
        bytes = from;
        start = from.position();
        if (from.remaining() < Integer.BYTES) {
            return Result.NEED_MORE;
        }
        length = from.getInt(start);
        if (length <= RecordLayout.HEADER || length > largest) {
            return violation("a length of " + Integer.toUnsignedLong(length) + ", not 25 to " + largest);
        }
        return from.remaining() < length ? Result.NEED_MORE : checked();
    }

    private Result checked() {
        kind = Byte.toUnsignedInt(bytes.get(start + RecordLayout.KIND));
        if (!RecordKind.isNumber(kind)) {
            return violation("kind " + kind);
        }
        flags = Byte.toUnsignedInt(bytes.get(start + RecordLayout.FLAGS));
        if ((flags & ~RecordLayout.FLAG_WANTS_REPLY) != 0) {
            return violation("flags 0x" + Integer.toHexString(flags));
        }
        typeLength = Short.toUnsignedInt(bytes.getShort(start + RecordLayout.TYPE_LENGTH));
        if (typeLength < 1 || typeLength > Limits.TYPE || payloadLength() < 0) {
            return violation("a type of " + typeLength + " bytes in a record of " + length);
        }
        return EventType.isValid(bytes, typeOffset(), typeLength)
                ? Result.COMPLETE
                : violation("a type that is not [A-Za-z0-9][A-Za-z0-9._-]*");
    }

    private Result violation(String reason) {
        violation = reason;
        return Result.VIOLATION;
    }

    /** What was wrong, for the log; empty before anything was. */
    public String violation() {
        return violation == null ? "" : violation;
    }

    /** Bytes of the whole record. */
    public int length() {
        return length;
    }

    public RecordKind kind() {
        return RecordKind.of(kind);
    }

    public boolean wantsReply() {
        return (flags & RecordLayout.FLAG_WANTS_REPLY) != 0;
    }

    /** 1, 2, 3 … within an epoch, unsigned; in a reply, that of the event. */
    public long sequence() {
        return bytes.getLong(start + RecordLayout.SEQUENCE);
    }

    /** Nanoseconds since 1970 UTC by the sender's clock, unsigned; 0 = unknown. */
    public long time() {
        return bytes.getLong(start + RecordLayout.TIME);
    }

    /** The epoch of the first sending; only in a record that is carried over. */
    public long firstEpoch() {
        return bytes.getLong(start + RecordLayout.FIRST_EPOCH);
    }

    /** The sequence of the first sending; only in a record that is carried over. */
    public long firstSequence() {
        return bytes.getLong(start + RecordLayout.FIRST_SEQUENCE);
    }

    /** What the record was found in. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Where the type is in the buffer. */
    public int typeOffset() {
        return start + RecordLayout.header(kind());
    }

    /** Bytes of the type, 1 to 255. */
    public int typeLength() {
        return typeLength;
    }

    /** Where the payload is in the buffer. */
    public int payloadOffset() {
        return typeOffset() + typeLength();
    }

    /** Bytes of the payload; may be 0. */
    public int payloadLength() {
        return start + length - payloadOffset();
    }
}
