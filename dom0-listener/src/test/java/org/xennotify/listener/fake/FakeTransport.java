package org.xennotify.listener.fake;

import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.xennotify.device.StoreTransport;
import org.xennotify.xenstore.Packet;
import org.xennotify.xenstore.PacketDecoder;

/** One connection to a {@link FakeStore}. */
final class FakeTransport implements StoreTransport {
    private static final ByteBuffer END = ByteBuffer.allocate(0);

    private final FakeStore store;
    private final BlockingQueue<ByteBuffer> incoming = new LinkedBlockingQueue<>();
    private final PacketDecoder decoder = new PacketDecoder(4096);
    private volatile boolean ended;

    FakeTransport(FakeStore store) {
        this.store = store;
    }

    void deliver(Packet packet) {
        incoming.add(packet.encode());
    }

    void cut() {
        ended = true;
        incoming.clear();
        incoming.add(END);
    }

    @Override
    public int maxRequest() {
        return 4096;
    }

    @Override
    public int maxReply() {
        return 4096;
    }

    @Override
    public boolean pipelined() {
        return true;
    }

    @Override
    public void send(ByteBuffer message) {
        if (!ended && decoder.decode(message) instanceof PacketDecoder.Complete complete) {
            store.handle(this, complete.packet());
        }
    }

    @Override
    public int receive(ByteBuffer into) {
        try {
            ByteBuffer next = incoming.take();
            if (next == END) {
                return -1;
            }
            int count = next.remaining();
            into.put(next);
            return count;
        } catch (InterruptedException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        store.forget(this);
        cut();
    }
}
