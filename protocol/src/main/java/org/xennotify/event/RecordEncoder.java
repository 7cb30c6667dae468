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

    /** How many bytes an event's record has. */
    public static int length(int typeLength, int payloadLength) {
        return RecordLayout.HEADER + typeLength + payloadLength;
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
        int length = RecordLayout.CARRIED_HEADER + type.length() + payload.length;
        header(buffer.clear(), length, RecordKind.CARRIED_OVER, message.wantsReply(), type, sequence, time);
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
        header(buffer.clear(), length, RecordKind.REPLY, false, type, sequence, time);
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
        header(into, length, RecordKind.EVENT, wantsReply, type, sequence, time);
        body(into, into.position() + RecordLayout.HEADER, type, payload, payload.length);
    }

    private static void header(
            ByteBuffer into, int length, RecordKind kind, boolean wantsReply, String type, long sequence, long time) {
        assert into.order() == ByteOrder.LITTLE_ENDIAN;
        int start = into.position();
        into.putInt(start + RecordLayout.LENGTH, length);
        into.put(start + RecordLayout.KIND, kind.number());
        into.put(start + RecordLayout.FLAGS, (byte) (wantsReply ? RecordLayout.FLAG_WANTS_REPLY : 0));
        into.putShort(start + RecordLayout.TYPE_LENGTH, (short) type.length());
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
