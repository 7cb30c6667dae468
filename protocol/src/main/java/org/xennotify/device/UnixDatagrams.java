package org.xennotify.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A Unix datagram socket that receives; Java has none. One thread at a time may wait in it. */
public interface UnixDatagrams extends AutoCloseable {

    /** Bytes of the longest datagram: what systemd takes (its NOTIFY_BUFFER_MAX). */
    int LONGEST = 4096;

    /**
     * What somebody has sent.
     *
     * @param user who, as the kernel says: a name, or the number of a user that has none
     * @param bytes 1 to {@link #LONGEST}; empty if there were more, all of which are lost
     */
    record Datagram(String user, Optional<byte[]> bytes) {}

    /**
     * Whether somebody receives at that socket.
     *
     * @throws IOException if it is a socket of another kind, or its path has more than 107 bytes
     */
    boolean isServed(Path socket) throws IOException;

    /**
     * Makes the file of this socket.
     *
     * @throws IOException if there is such a file, or there can be none
     */
    void bind(Path socket) throws IOException;

    /**
     * Waits for a datagram. Descriptors that come with it are closed already when this returns.
     *
     * @return empty once this was closed
     */
    Optional<Datagram> receive() throws IOException;

    /** Ends the wait, and the socket; its file stays. */
    @Override
    void close() throws IOException;
}
