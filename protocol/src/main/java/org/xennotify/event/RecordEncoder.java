package org.xennotify.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes records into a buffer of its own, which is used again for the next one. Not thread-safe. */
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
        return event(message.type(), message.payload(), message.wantsReply(), sequence, time);
    }

    /** Writes an event given by the parts of its message. */
    public ByteBuffer event(String type, byte[] payload, boolean wantsReply, long sequence, long time) {
        begin(RecordKind.EVENT, wantsReply, sequence, time);
        return finish(type, payload, payload.length);
    }

    /** Writes an event that was sent first in an earlier epoch, as {@link #event} does. */
    public ByteBuffer carriedOver(Message message, long sequence, long time, long firstEpoch, long firstSequence) {
        begin(RecordKind.CARRIED_OVER, message.wantsReply(), sequence, time);
        buffer.putLong(firstEpoch).putLong(firstSequence);
        return finish(message.type(), message.payload(), message.payload().length);
    }

    /**
     * Writes a reply, its data cut to what fits.
     *
     * @param sequence that of the event
     * @param time nanoseconds since 1970 UTC by Dom0's clock, 0 = unknown
     */
    public ByteBuffer reply(Reply reply, long sequence, long time) {
        String type = reply.ok() ? "ok" : "error";
        int room = buffer.capacity() - length(type.length(), 0);
        begin(RecordKind.REPLY, false, sequence, time);
        return finish(type, reply.data(), Math.min(reply.data().length, room));
    }

    private void begin(RecordKind kind, boolean wantsReply, long sequence, long time) {
        buffer.clear().position(RecordLayout.KIND);
        buffer.put(kind.number()).put((byte) (wantsReply ? RecordLayout.FLAG_WANTS_REPLY : 0));
        buffer.position(RecordLayout.SEQUENCE);
        buffer.putLong(sequence).putLong(time);
    }

    private ByteBuffer finish(String type, byte[] payload, int payloadLength) {
        for (int i = 0; i < type.length(); i++) {
            buffer.put((byte) type.charAt(i));
        }
        buffer.put(payload, 0, payloadLength);
        buffer.putShort(RecordLayout.TYPE_LENGTH, (short) type.length());
        buffer.putInt(RecordLayout.LENGTH, buffer.position());
        return buffer.flip();
    }
}
