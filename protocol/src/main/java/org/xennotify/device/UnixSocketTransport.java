package org.xennotify.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/** XenStore through the daemon's Unix socket, as in Dom0 and on the simulated host. */
public final class UnixSocketTransport implements StoreTransport {
    private static final int MAX_REQUEST = 4096;
    private static final int MAX_REPLY = 1 << 20;

    private final UnixConnection connection;

    private UnixSocketTransport(UnixConnection connection) {
        this.connection = connection;
    }

    /** Connects to the daemon's socket; the caller says what a failure means. */
    public static UnixSocketTransport connect(Path socket) throws IOException {
        return new UnixSocketTransport(UnixConnection.connect(socket));
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
        connection.write(message);
    }

    @Override
    public int receive(ByteBuffer into) throws IOException {
        try {
            return connection.read(into);
        } catch (ClosedChannelException closedByUs) {
            return -1;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException nothingLeftToDo) {
            // The descriptor is gone either way.
        }
    }
}
