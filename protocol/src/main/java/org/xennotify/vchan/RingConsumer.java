package org.xennotify.vchan;

import java.nio.ByteBuffer;

/**
 * The reading end of one ring. Reading and consuming are two things: bytes stay in the ring, and are read again by a
 * successor, until they are released. One thread at a time.
 */
final class RingConsumer {
    private final SharedPage page;
    private final int consumerOffset;
    private final int producerOffset;
    private ByteBuffer data;
    private final int size;
    private int read;
    private int released;

    RingConsumer(SharedPage page, int consumerOffset, int producerOffset, ByteBuffer data) {
        this.page = page;
        this.consumerOffset = consumerOffset;
        this.producerOffset = producerOffset;
        this.data = data.duplicate();
        this.size = data.capacity();
        this.released = page.indexAcquire(consumerOffset);
        this.read = released;
    }

    int size() {
        return size;
    }

    /** Bytes that are in the ring and have not been read. */
    int available() throws RingViolationException {
        int producer = page.indexAcquire(producerOffset);
        int used = producer - released;
        if (used < 0 || used > size || producer - read < 0) {
            throw new RingViolationException("producer index " + Integer.toUnsignedString(producer) + " is not within "
                    + size + " after the consumer's " + Integer.toUnsignedString(released));
        }
        return producer - read;
    }

    /** Copies as many bytes as are available and have room; they stay in the ring. */
    int read(ByteBuffer into) throws RingViolationException {
        int length = Math.min(available(), into.remaining());
        int at = read & (size - 1);
        int first = Math.min(length, size - at);
        into.put(into.position(), data, at, first);
        into.put(into.position() + first, data, 0, length - first);
        into.position(into.position() + length);
        read += length;
        return length;
    }

    /** The last so many of the bytes read count as not read. */
    void unread(int bytes) {
        read -= bytes;
    }

    /** From now on this reads a copy that nobody else sees. */
    void keep() {
        data = ByteBuffer.allocate(size).put(0, data, 0, size);
    }

    /** Gives room for the next so many of the bytes read back to the producer. */
    void release(int bytes) {
        released += bytes;
        page.indexRelease(consumerOffset, released);
    }

    /** Bytes that were read and not released. */
    int unreleased() {
        return read - released;
    }
}
