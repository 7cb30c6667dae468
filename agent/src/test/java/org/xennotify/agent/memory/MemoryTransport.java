package org.xennotify.agent.memory;

import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.xennotify.device.StoreTransport;
import org.xennotify.xenstore.Packet;
import org.xennotify.xenstore.PacketDecoder;

/** One connection to the store in memory. */
final class MemoryTransport implements StoreTransport {
    private static final ByteBuffer END = ByteBuffer.allocate(0);
    private static final int LARGEST = 4096;

    private final MemoryStore store;
    private final BlockingQueue<ByteBuffer> replies = new LinkedBlockingQueue<>();

    MemoryTransport(MemoryStore store) {
        this.store = store;
    }

    void deliver(Packet packet) {
        replies.add(packet.encode());
    }

    @Override
    public int maxRequest() {
        return LARGEST;
    }

    @Override
    public int maxReply() {
        return LARGEST;
    }

    @Override
    public boolean pipelined() {
        return true;
    }

    @Override
    public void send(ByteBuffer message) {
        if (new PacketDecoder(LARGEST).decode(message) instanceof PacketDecoder.Complete complete) {
            store.handle(complete.packet(), this);
        }
    }

    @Override
    public int receive(ByteBuffer into) {
        try {
            ByteBuffer reply = replies.take();
            int count = reply.remaining();
            into.put(reply);
            return count == 0 ? -1 : count;
        } catch (InterruptedException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        replies.add(END);
        store.forget(this);
    }
}
