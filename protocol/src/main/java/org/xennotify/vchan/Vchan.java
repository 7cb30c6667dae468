package org.xennotify.vchan;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xennotify.lifecycle.Resources;

/**
 * One end of a vchan: two byte rings and the notifications about them, as libxenvchan has them.
 *
 * <p>One thread at a time may write, one may read. After {@link #close} nothing may be called; whoever closes sees to it
 * that nobody is in another method.
 */
public final class Vchan implements AutoCloseable {

    /** Raises the other end's event channel. */
    public interface Doorbell {
        void ring() throws IOException;
    }

    private final SharedPage page;
    private final boolean server;
    private final RingProducer producer;
    private final RingConsumer consumer;
    private Doorbell doorbell;
    private final Resources resources;

    Vchan(
            SharedPage page,
            boolean server,
            RingProducer producer,
            RingConsumer consumer,
            Doorbell doorbell,
            Resources resources) {
        this.page = page;
        this.server = server;
        this.producer = producer;
        this.consumer = consumer;
        this.doorbell = doorbell;
        this.resources = resources;
    }

    /** Bytes that the ring to the other end holds. */
    public int writableSize() {
        return producer.size();
    }

    /** Bytes that were written and the other end has not read. */
    public int backlog() throws RingViolationException {
        return producer.used();
    }

    /** Whether so many bytes can be offered now. */
    public boolean hasRoom(int bytes) throws RingViolationException {
        return producer.hasRoom(bytes);
    }

    /** Bytes that the ring from the other end holds. */
    public int readableSize() {
        return consumer.size();
    }

    /**
     * Copies bytes into the ring if all of them have room. The other end sees them after {@link #flush}.
     *
     * @return whether they had
     */
    public boolean offer(ByteBuffer bytes) throws RingViolationException {
        boolean room = producer.hasRoom(bytes.remaining());
        if (room) {
            producer.put(bytes);
        }
        return room;
    }

    /**
     * The ring's next bytes, if so many have room: what is written from the buffer's position to its limit is offered by
     * {@link #commit}, without being copied as by {@link #offer}. The buffer's order is little-endian.
     *
     * @return null if they have none
     */
    public @Nullable ByteBuffer claim(int length) throws RingViolationException {
        return producer.hasRoom(length) ? producer.claim(length) : null;
    }

    /** Offers as many bytes as were claimed last. */
    public void commit(int length) {
        producer.commit(length);
    }

    /** Shows the other end all that was offered, and wakes it if it asked for that. */
    public void flush() throws IOException {
        if (producer.publish()) {
            tell(SharedPage.NOTIFY_WRITE);
        }
    }

    /**
     * Asks to be woken when the other end has read.
     *
     * @return whether there is room already, so that there is nothing to wait for
     */
    public boolean askForRoom(int bytes) throws RingViolationException {
        ask(SharedPage.NOTIFY_READ);
        return producer.hasRoom(bytes);
    }

    /** Whether the other end has consumed everything. */
    public boolean isDrained() {
        return producer.isDrained();
    }

    /** A copy, in little-endian order, of what was offered and the other end has not acknowledged; also after it is gone. */
    public ByteBuffer unacknowledged() {
        return producer.unread();
    }

    /** Bytes that may be read now. */
    public int available() throws RingViolationException {
        return consumer.available();
    }

    /** Copies what is there, as far as it has room; the bytes stay in the ring until {@link #release}. */
    public int read(ByteBuffer into) throws RingViolationException {
        return consumer.read(into);
    }

    /** Takes back that the last so many of the bytes read were read; they must not be released. */
    public void unread(int bytes) {
        consumer.unread(bytes);
    }

    /** Bytes that were read and not released: a successor would read them again. */
    public int unreleased() {
        return consumer.unreleased();
    }

    /** Acknowledges the next so many of the bytes read, and wakes the other end if it asked for that. */
    public void release(int bytes) throws IOException {
        consumer.release(bytes);
        tell(SharedPage.NOTIFY_READ);
    }

    /**
     * Asks to be woken when the other end has written.
     *
     * @return whether there are bytes already, so that there is nothing to wait for
     */
    public boolean askForData() throws RingViolationException {
        ask(SharedPage.NOTIFY_WRITE);
        return consumer.available() > 0;
    }

    /** Whether the other end is there, as far as it has said: a domain that was destroyed says nothing. */
    public boolean isPeerLive() {
        return (server ? page.clientLive() : page.serverLive()) == SharedPage.LIVE;
    }

    private void ask(int bit) {
        if (server) {
            page.askClient(bit);
        } else {
            page.askServer(bit);
        }
    }

    private void tell(int bit) throws IOException {
        if (server ? page.takeAskedOfServer(bit) : page.takeAskedOfClient(bit)) {
            doorbell.ring();
        }
    }

    /** Bytes that {@link #outlive} needs. */
    public int legacy() {
        return consumer.size() + producer.size();
    }

    /**
     * The other end's domain is no more: copies what it left, and gives pages and port back. All goes on as before, though
     * nobody is told or answered any more.
     */
    public void outlive() throws IOException {
        page.keep();
        consumer.keep();
        producer.keep();
        doorbell = () -> {};
        resources.close();
    }

    /** Says good-bye and gives pages and port back. */
    @Override
    public void close() throws IOException {
        try (resources) {
            if (server) {
                page.serverLive(SharedPage.GONE);
            } else {
                page.clientLive(SharedPage.GONE);
            }
            doorbell.ring();
        }
    }
}
