package org.xennotify.vchan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The writing end of one ring. Keeps its own index: what the other end makes of the shared copy is of no interest. One
 * thread at a time.
 */
final class RingProducer {
    private final SharedPage page;
    private final int consumerOffset;
    private final int producerOffset;
    private ByteBuffer data;
    private final int size;
    private int producer;
    private int published;
    private int consumerSeen;
    private ByteBuffer wrapping = ByteBuffer.allocate(0);

    RingProducer(SharedPage page, int consumerOffset, int producerOffset, ByteBuffer data) {
        this.page = page;
        this.consumerOffset = consumerOffset;
        this.producerOffset = producerOffset;
        this.data = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.size = data.capacity();
        this.producer = page.indexAcquire(producerOffset);
        this.published = producer;
        this.consumerSeen = producer - size;
    }

    int size() {
        return size;
    }

    /** Whether so many bytes have room, going by what was last seen of the consumer if that is enough. */
    boolean hasRoom(int bytes) throws RingViolationException {
        return size - (producer - consumerSeen) >= bytes || size - used() >= bytes;
    }

    /** Bytes that were written and not consumed. */
    int used() throws RingViolationException {
        int consumer = page.indexAcquire(consumerOffset);
        int used = producer - consumer;
        if (used < 0 || used > size) {
            throw new RingViolationException("consumer index " + Integer.toUnsignedString(consumer) + " is not within "
                    + size + " before the producer's " + Integer.toUnsignedString(producer));
        }
        int unread = Math.min(used, producer - consumerSeen); // a migrated page may be older than what was seen of it
        consumerSeen = producer - unread;
        return unread;
    }

    /** A copy of what was written and not consumed, whatever the shared index says that cannot be. */
    ByteBuffer unread() {
        int seen = producer - consumerSeen;
        int used = producer - page.indexAcquire(consumerOffset);
        int length = used < 0 ? seen : Math.min(used, seen);
        ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        int at = (producer - length) & (size - 1);
        int first = Math.min(length, size - at);
        data.clear();
        return copy.put(0, data, at, first).put(first, data, 0, length - first);
    }

    /** Whether everything written has been consumed. */
    boolean isDrained() {
        return page.indexAcquire(consumerOffset) == producer;
    }

    /**
     * The next bytes of the ring, for which there is room, from the buffer's position to its limit; elsewhere for the time
     * being if they wrap around the ring's end.
     */
    ByteBuffer claim(int length) {
        int at = producer & (size - 1);
        if (length <= size - at) {
            return data.limit(at + length).position(at);
        }
        if (wrapping.capacity() < length) {
            wrapping = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        }
        return wrapping.clear().limit(length);
    }

    /** What was claimed is written; {@link #publish} shows it. */
    void commit(int length) {
        if (length <= size - (producer & (size - 1))) {
            producer += length;
        } else {
            put(wrapping.rewind());
        }
    }

    /** Copies bytes for which there is room; {@link #publish} shows them. */
    void put(ByteBuffer bytes) {
        int length = bytes.remaining();
        int at = producer & (size - 1);
        int first = Math.min(length, size - at);
        data.clear();
        data.put(at, bytes, bytes.position(), first);
        data.put(0, bytes, bytes.position() + first, length - first);
        bytes.position(bytes.limit());
        producer += length;
    }

    /** From now on what is written is seen by nobody. */
    void keep() {
        data = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns whether there was anything to be shown. */
    boolean publish() {
        boolean more = producer != published;
        if (more) {
            published = producer;
            page.indexRelease(producerOffset, producer);
        }
        return more;
    }
}
