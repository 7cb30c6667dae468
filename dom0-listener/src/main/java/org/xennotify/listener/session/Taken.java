package org.xennotify.listener.session;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xennotify.vchan.RingViolationException;
import org.xennotify.vchan.Vchan;

/** Bytes of a ring that its guest cannot change any more: the records in them that are not worked off yet. */
final class Taken {
    /** Half of the usual ring: the guest fills the one while the other is worked off. */
    private static final int USUAL = 32 * 1024;

    private final byte[] usual;
    private byte[] array;
    private ByteBuffer bytes;

    /** {@code ringSize} is what no record is larger than. */
    Taken(int ringSize) {
        usual = new byte[Math.min(ringSize, USUAL)];
        array = usual;
        bytes = wrapped().limit(0);
    }

    private ByteBuffer wrapped() {
        return ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** From position to limit; the position moves behind what is worked off. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** What {@link #bytes} is in, at the same indices. */
    byte[] array() {
        return array;
    }

    void skip(int count) {
        bytes.position(bytes.position() + count);
    }

    /**
     * Takes more, as far as there is room.
     *
     * @param record bytes of the record that has begun and is to have room; may be 0
     * @return how many were taken
     */
    int fill(Vchan vchan, int record) throws RingViolationException {
        if (bytes.capacity() < record) {
            array = new byte[record];
            bytes = wrapped().put(bytes);
        } else {
            bytes.compact();
        }
        try {
            return vchan.read(bytes);
        } finally {
            bytes.flip();
        }
    }

    /** Lets the memory go that a large record needed. */
    void shrink() {
        if (isLarge() && !bytes.hasRemaining()) {
            array = usual;
            bytes = wrapped().limit(0);
        }
    }

    /** Bytes that there is always memory for. */
    int usual() {
        return usual.length;
    }

    /** Whether there is more memory now, for one large record. */
    boolean isLarge() {
        return array != usual;
    }

    /** Forgets what was taken. */
    void clear() {
        bytes.limit(0);
    }
}
