package org.xennotify.xenstore;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One XenStore message of either direction.
 *
 * @param type its number, see {@link MessageType}
 * @param requestId chosen by the client, repeated in the reply; without meaning in a watch event
 * @param transaction the transaction's id, 0 outside of any
 * @param payload at most 4,096 bytes but in replies of oxenstored
 */
@SuppressWarnings("ArrayRecordComponent") // made once, passed on, never compared
public record Packet(int type, int requestId, int transaction, byte[] payload) {

    /** Bytes before the payload: type, request id, transaction id and payload length, four little-endian u32. */
    public static final int HEADER = 16;

    /** The packet as bytes, ready to be sent. */
    public ByteBuffer encode() {
        ByteBuffer message = ByteBuffer.allocate(HEADER + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(type).putInt(requestId).putInt(transaction).putInt(payload.length);
        return message.put(payload).flip();
    }

    boolean is(MessageType expected) {
        return type == expected.number();
    }
}
