package org.xennotify.testbed.sim.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One connection to the simulated host, as the host sees it. Used on the host's thread only. */
public final class Link {
    // The largest message is XenStore's: 16 bytes of header and 4,096 of payload.
    private static final int RECEIVED = 8 * 1024;

    private record Outgoing(ByteBuffer message, ByteBuffer whole, Runnable onGone) {}

    private final Loop loop;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer received = ByteBuffer.allocate(RECEIVED);
    private final Deque<Outgoing> outgoing = new ArrayDeque<>();
    private @Nullable Receiver receiver;
    private int holds;
    private boolean stalled;
    private boolean ended;

    private Link(Loop loop, SocketChannel channel, SelectionKey key) {
        this.loop = loop;
        this.channel = channel;
        this.key = key;
    }

    static Link open(Loop loop, Selector selector, SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        Link link = new Link(loop, channel, key);
        key.attach(link);
        return link;
    }

    void receiveWith(Receiver newReceiver) {
        receiver = newReceiver;
        if (ended) {
            newReceiver.ended();
        }
    }

    void ready() {
        if (!ended && key.isValid() && key.isReadable() && holds == 0 && !stalled) {
            read();
        }
        if (!ended && key.isValid() && key.isWritable()) {
            flush();
        }
    }

    private void read() {
        try {
            int count = channel.read(received);
            offer();
            if (count < 0) {
                close();
            }
        } catch (IOException reset) {
            close();
        }
    }

    private void offer() {
        Receiver taker = receiver;
        if (taker == null) {
            return;
        }
        try {
            received.flip();
            while (holds == 0 && !stalled && !ended && taker.receive(received)) {}
            received.compact();
            if (!received.hasRemaining() && holds == 0 && !stalled) {
                close(); // no message is as long as that
            }
        } catch (RuntimeException e) {
            loop.defect(e);
            close();
        }
    }

    /** Queues a message; it goes out at the end of the round. */
    public void send(ByteBuffer message) {
        send(message, Link::tellNobody);
    }

    private static void tellNobody() {}

    /** Queues a message, and has it said when it was written or will never be. */
    public void send(ByteBuffer message, Runnable onGone) {
        if (ended) {
            onGone.run();
            return;
        }
        outgoing.add(new Outgoing(message, message.duplicate(), onGone));
        loop.flushLater(this);
    }

    /** Whether the same message waits to be written. */
    public boolean isQueued(ByteBuffer message) {
        return outgoing.stream().anyMatch(waiting -> waiting.whole.equals(message));
    }

    void flush() {
        if (holds > 0 || ended) {
            return;
        }
        try {
            Outgoing next = outgoing.peek();
            while (next != null && written(next.message)) {
                outgoing.remove().onGone.run();
                next = outgoing.peek();
            }
            updateInterest();
        } catch (IOException reset) {
            close();
        }
    }

    private boolean written(ByteBuffer message) throws IOException {
        channel.write(message);
        return !message.hasRemaining();
    }

    private void updateInterest() {
        if (key.isValid()) {
            int reading = holds > 0 || stalled ? 0 : SelectionKey.OP_READ;
            int writing = holds > 0 || outgoing.isEmpty() ? 0 : SelectionKey.OP_WRITE;
            key.interestOps(reading | writing);
        }
    }

    /** Lets nothing in or out any more, as if the domain behind it were paused, until it was let go as often. */
    public void hold() {
        holds++;
        updateInterest();
    }

    /** Takes one {@link #hold} back. */
    public void letGo() {
        holds--;
        goOn();
    }

    /** Takes no further message in, while answers still go out; or takes them again. */
    public void stall(boolean stall) {
        stalled = stall;
        goOn();
    }

    private void goOn() {
        updateInterest();
        if (holds == 0 && !ended) {
            loop.flushLater(this);
            loop.execute(this::offer);
        }
    }

    public boolean isOpen() {
        return !ended;
    }

    /** Ends the connection; what is queued is not sent any more. */
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        try {
            channel.close();
        } catch (IOException closedAnyway) {
            // The descriptor is gone either way.
        }
        while (!outgoing.isEmpty()) {
            outgoing.remove().onGone.run();
        }
        if (receiver != null) {
            receiver.ended();
        }
    }
}
