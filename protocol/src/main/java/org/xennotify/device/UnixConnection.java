package org.xennotify.device;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A connection to a Unix socket that an interrupt does not end, as it would with a channel that blocks: threads wait in
 * a selector instead. One thread may read while another writes.
 */
public final class UnixConnection implements AutoCloseable {
    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;

    private UnixConnection(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.readable = Selector.open();
        this.writable = Selector.open();
        channel.configureBlocking(false);
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
    }

    /** Connects to a socket; the caller says what a failure means. */
    public static UnixConnection connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            return new UnixConnection(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Waits until all that is left in the buffer is written. */
    public void write(ByteBuffer bytes) throws IOException {
        channel.write(bytes);
        while (bytes.hasRemaining()) {
            await(writable);
            channel.write(bytes);
        }
    }

    /**
     * Waits for bytes and appends them to a buffer that has room.
     *
     * @return how many; -1 when the other side has ended the connection
     * @throws java.nio.channels.ClosedChannelException when it was closed, before or meanwhile
     */
    public int read(ByteBuffer into) throws IOException {
        int count = 0;
        while (count == 0) {
            await(readable);
            count = channel.read(into);
        }
        return count;
    }

    /** Returns when something can be done, or the connection was closed; an interrupt is kept for later. */
    private void await(Selector selector) throws IOException {
        boolean interrupted = false;
        try {
            while (channel.isOpen() && selector.select(ready -> {}) == 0) {
                interrupted |= Thread.interrupted();
            }
        } catch (ClosedSelectorException closed) {
            // Whoever uses the channel next is told.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Tells the other side that nothing more will be written. */
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Ends the connection and wakes whoever waits for it. */
    @Override
    public void close() throws IOException {
        channel.close();
        readable.close();
        writable.close();
    }
}
