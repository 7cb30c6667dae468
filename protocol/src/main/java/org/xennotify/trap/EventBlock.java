package org.xennotify.trap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.xennotify.event.Message;
import org.xennotify.event.RecordDecoder;
import org.xennotify.event.RecordEncoder;
import org.xennotify.event.RecordKind;
import org.xennotify.event.Reply;

/**
 * A guest's own block, laid out as {@link TrapBlock} says: a page of memory outside of the Java heap. Used again for the
 * next event. Not thread-safe.
 */
public final class EventBlock {
    private static final int ROOM = TrapBlock.LARGEST - TrapBlock.HEADER;

    // In one page, each write touches all of the block: Dom0 writes into no page that a fork has left shared.
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(2 * TrapBlock.LARGEST)
            .alignedSlice(TrapBlock.LARGEST)
            .slice(0, TrapBlock.LARGEST)
            .order(ByteOrder.LITTLE_ENDIAN);
    private final RecordEncoder encoder = new RecordEncoder(ROOM);
    private final RecordDecoder decoder = new RecordDecoder(ROOM);

    /** How many bytes of payload fit beside a type of so many. */
    public static int room(int typeLength) {
        return ROOM - RecordEncoder.length(typeLength, 0);
    }

    /**
     * Writes an event, which the next trap hands over.
     *
     * @param message its payload no longer than {@link #room}
     * @param sequence any
     * @param time nanoseconds since 1970 UTC by this guest's clock, 0 = unknown
     */
    public void write(Message message, long sequence, long time) {
        bytes.clear();
        bytes.putInt(TrapBlock.MAGIC).putInt(ROOM).putInt(0).putInt(0);
        bytes.put(encoder.event(message, sequence, time));
    }

    /** What Dom0 made of the event; empty: it is not known to be handled. */
    public Optional<TrapStatus> status() {
        return TrapStatus.of(bytes.getInt(TrapBlock.STATUS));
    }

    /** Dom0's answer, where the event has asked for one. */
    public Optional<Reply> reply() {
        bytes.clear().position(TrapBlock.HEADER);
        if (decoder.decode(bytes) != RecordDecoder.Result.COMPLETE || decoder.kind() != RecordKind.REPLY) {
            return Optional.empty();
        }
        byte[] data = new byte[decoder.payloadLength()];
        bytes.get(decoder.payloadOffset(), data);
        return Optional.of(new Reply(bytes.get(decoder.typeOffset()) == 'o', data)); // ok, or error
    }

    ByteBuffer bytes() {
        return bytes;
    }
}
