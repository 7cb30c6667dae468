package org.xennotify.xenstore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.xennotify.device.StoreTransport;

/** A daemon that answers by a function from packet to packets, for what a real daemon seldom does. */
final class ScriptedTransport implements StoreTransport {
    private static final ByteBuffer END = ByteBuffer.allocate(0);

    private final boolean pipelined;
    private final Function<Packet, Packet[]> daemon;
    private final BlockingQueue<ByteBuffer> replies = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> partlyRead = new ArrayDeque<>();
    volatile int outstanding;
    volatile int mostOutstanding;

    ScriptedTransport(boolean pipelined, Function<Packet, Packet[]> daemon) {
        this.pipelined = pipelined;
        this.daemon = daemon;
    }

    static Packet answer(Packet request, String payload) {
        return new Packet(request.type(), request.requestId(), request.transaction(), bytes(payload));
    }

    static Packet error(Packet request, String name) {
        return new Packet(MessageType.ERROR.number(), request.requestId(), 0, bytes(name + "|"));
    }

    /** Text in which {@code |} stands for NUL. */
    static byte[] bytes(String text) {
        return text.replace('|', '\0').getBytes(ISO_8859_1);
    }

    /** Sends what nobody asked for. */
    void push(Packet packet) {
        replies.add(packet.encode());
    }

    @Override
    public int maxRequest() {
        return 4096;
    }

    @Override
    public int maxReply() {
        return 1 << 20;
    }

    @Override
    public boolean pipelined() {
        return pipelined;
    }

    @Override
    public synchronized void send(ByteBuffer message) throws IOException {
        Packet request = ((PacketDecoder.Complete) new PacketDecoder(4096).decode(message)).packet();
        mostOutstanding = Math.max(mostOutstanding, ++outstanding);
        for (Packet reply : daemon.apply(request)) {
            push(reply);
        }
    }

    @Override
    public int receive(ByteBuffer into) {
        try {
            ByteBuffer next = partlyRead.isEmpty() ? replies.take() : partlyRead.pop();
            if (next == END) {
                return -1;
            }
            outstanding = 0;
            int count = Math.min(next.remaining(), into.remaining());
            into.put(next.slice(next.position(), count));
            next.position(next.position() + count);
            if (next.hasRemaining()) {
                partlyRead.push(next);
            }
            return count;
        } catch (InterruptedException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        replies.add(END);
    }
}
