package org.xennotify.device;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** XenStore through the daemon's Unix socket, as in Dom0 and on the simulated host. */
public final class UnixSocketTransport implements StoreTransport {
    private static final int MAX_REQUEST = 4096;
    private static final int MAX_REPLY = 1 << 20;

    private final SocketChannel channel;

    private UnixSocketTransport(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects to the daemon's socket; the caller says what a failure means. */
    public static UnixSocketTransport connect(Path socket) throws IOException {
        return new UnixSocketTransport(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    @Override
    public int maxRequest() {
        return MAX_REQUEST;
    }

    @Override
    public int maxReply() {
        return MAX_REPLY;
    }

    @Override
    public boolean pipelined() {
        return true;
    }

    @Override
    public void send(ByteBuffer message) throws IOException {
        while (message.hasRemaining()) {
            channel.write(message);
        }
    }

    @Override
    public int receive(ByteBuffer into) throws IOException {
        try {
            return channel.read(into);
        } catch (AsynchronousCloseException closedByUs) {
            return -1;
        } catch (ClosedChannelException closedByUs) {
            return -1;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException nothingLeftToDo) {
            // The descriptor is gone either way.
        }
    }
}
