package org.xennotify.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes records, into a buffer of its own that is used again for the next one, or where it is told. Not thread-safe.
 */
public final class RecordEncoder {
    private final ByteBuffer buffer;

    /** An encoder for records of at most {@code largest} bytes. */
    public RecordEncoder(int largest) {
        this.buffer = ByteBuffer.allocateDirect(largest).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How many bytes an event's record has when it is sent for the first time. */
    public static int length(int typeLength, int payloadLength) {
        return RecordLayout.HEADER + typeLength + payloadLength;
    }

    /** How many bytes a record has that carries an event over, see {@link #carryOver}. */
    public static int carriedLength(int typeLength, int payloadLength) {
        return RecordLayout.CARRIED_HEADER + typeLength + payloadLength;
    }

    /**
     * Writes an event.
     *
     * @param time nanoseconds since 1970 UTC by the guest's clock, 0 = unknown
     * @return the record, until the next call
     */
    public ByteBuffer event(Message message, long sequence, long time) {
        writeEvent(buffer.clear(), message.type(), message.payload(), message.wantsReply(), sequence, time);
        return buffer.limit(length(message.type().length(), message.payload().length));
    }

    /** Writes an event that was sent first in an earlier epoch, as {@link #event} does. */
    public ByteBuffer carriedOver(Message message, long sequence, long time, long firstEpoch, long firstSequence) {
        String type = message.type();
        byte[] payload = message.payload();
        int length = carriedLength(type.length(), payload.length);
        header(buffer.clear(), length, RecordKind.CARRIED_OVER, message.wantsReply(), type.length(), sequence, time);
        buffer.putLong(RecordLayout.FIRST_EPOCH, firstEpoch).putLong(RecordLayout.FIRST_SEQUENCE, firstSequence);
        body(buffer, RecordLayout.CARRIED_HEADER, type, payload, payload.length);
        return buffer.limit(length);
    }

    /**
     * Writes a reply, its data cut to what fits.
     *
     * @param sequence that of the event
     * @param time nanoseconds since 1970 UTC by Dom0's clock, 0 = unknown
     */
    public ByteBuffer reply(Reply reply, long sequence, long time) {
        String type = reply.ok() ? "ok" : "error";
        int data = Math.min(reply.data().length, buffer.capacity() - length(type.length(), 0));
        int length = length(type.length(), data);
        header(buffer.clear(), length, RecordKind.REPLY, false, type.length(), sequence, time);
        body(buffer, RecordLayout.HEADER, type, reply.data(), data);
        return buffer.limit(length);
    }

    /**
     * Writes an event at a buffer's position, which does not move; there must be room for {@link #length} bytes, and the
     * buffer's order must be little-endian.
     */
    public static void writeEvent(
            ByteBuffer into, String type, byte[] payload, boolean wantsReply, long sequence, long time) {
        int length = length(type.length(), payload.length);
        header(into, length, RecordKind.EVENT, wantsReply, type.length(), sequence, time);
        body(into, into.position() + RecordLayout.HEADER, type, payload, payload.length);
    }

    /**
     * Writes the event that a decoder has found as one that is carried over, at a buffer's position, which does not move;
     * there must be room for {@link #carriedLength} bytes, and the buffer's order must be little-endian.
     *
     * @param epoch in which the record was written; one that was carried over before names the first sending itself
     * @param sequence the new one
     */
    public static void carryOver(ByteBuffer into, RecordDecoder record, long epoch, long sequence) {
        boolean again = record.kind() == RecordKind.CARRIED_OVER;
        int length = carriedLength(record.typeLength(), record.payloadLength());
        header(
                into,
                length,
                RecordKind.CARRIED_OVER,
                record.wantsReply(),
                record.typeLength(),
                sequence,
                record.time());
        int start = into.position();
        into.putLong(start + RecordLayout.FIRST_EPOCH, again ? record.firstEpoch() : epoch);
        into.putLong(start + RecordLayout.FIRST_SEQUENCE, again ? record.firstSequence() : record.sequence());
        int body = start + RecordLayout.CARRIED_HEADER;
        into.put(body, record.bytes(), record.typeOffset(), length - RecordLayout.CARRIED_HEADER);
    }

    private static void header(
            ByteBuffer into,
            int length,
            RecordKind kind,
            boolean wantsReply,
            int typeLength,
            long sequence,
            long time) {
        assert into.order() == ByteOrder.LITTLE_ENDIAN;
        int start = into.position();
        into.putInt(start + RecordLayout.LENGTH, length);
        into.put(start + RecordLayout.KIND, kind.number());
        into.put(start + RecordLayout.FLAGS, (byte) (wantsReply ? RecordLayout.FLAG_WANTS_REPLY : 0));
        into.putShort(start + RecordLayout.TYPE_LENGTH, (short) typeLength);
        into.putLong(start + RecordLayout.SEQUENCE, sequence);
        into.putLong(start + RecordLayout.TIME, time);
    }

    private static void body(ByteBuffer into, int at, String type, byte[] payload, int payloadLength) {
        for (int i = 0; i < type.length(); i++) {
            into.put(at + i, (byte) type.charAt(i));
        }
        into.put(at + type.length(), payload, 0, payloadLength);
    }
}
