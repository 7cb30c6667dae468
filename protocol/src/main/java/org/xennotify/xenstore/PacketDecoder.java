package org.xennotify.xenstore;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds packets in a stream of bytes; knows nothing of where they come from. */
public final class PacketDecoder {

    /** What the bytes so far amount to. */
    public sealed interface Result {}

    /** No whole packet yet. */
    public record NeedMore() implements Result {}

    /** A packet; the buffer stands behind it. */
    public record Complete(Packet packet) implements Result {}

    /** Bytes that can be no packet; the stream cannot be read any further. */
    public record Malformed(String reason) implements Result {}

    private static final NeedMore NEED_MORE = new NeedMore();
    private static final int LENGTH = 12;

    private final int maxPayload;

    /** {@code maxPayload} is the longest payload in bytes that is accepted, checked before anything is allocated. */
    public PacketDecoder(int maxPayload) {
        this.maxPayload = maxPayload;
    }

    /** Takes the next packet from the buffer's position on, or nothing. */
    public Result decode(ByteBuffer bytes) {
        ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < Packet.HEADER) {
            return NEED_MORE;
        }
        int length = in.getInt(in.position() + LENGTH);
        if (length < 0 || length > maxPayload) {
            return new Malformed("a payload of " + Integer.toUnsignedLong(length) + " bytes, at most " + maxPayload);
        }
        if (in.remaining() < Packet.HEADER + length) {
            return NEED_MORE;
        }
        int type = in.getInt();
        int requestId = in.getInt();
        int transaction = in.getInt();
        byte[] payload = new byte[length];
        in.position(in.position() + Integer.BYTES).get(payload);
        bytes.position(in.position());
        return new Complete(new Packet(type, requestId, transaction, payload));
    }
}
