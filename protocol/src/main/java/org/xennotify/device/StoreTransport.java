package org.xennotify.device;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Carries XenStore messages, whole ones out and any pieces in, between a client and the daemon. */
public interface StoreTransport extends AutoCloseable {

    /** The largest payload of a request in bytes: 4,096 on a socket, 4,080 through a Linux guest's device. */
    int maxRequest();

    /** The largest payload of a reply in bytes that is believed; oxenstored exceeds 4,096 on Dom0's socket. */
    int maxReply();

    /** Whether a request may be sent before the reply to the last one has come. */
    boolean pipelined();

    /**
     * Sends one message as a whole; not to be called by two threads at a time.
     *
     * @throws SystemCallException if the operating system answers in the daemon's place (a watch that is refused)
     */
    void send(ByteBuffer message) throws IOException;

    /**
     * Waits for bytes and appends them to a buffer that has room.
     *
     * @return how many; -1 when the connection has ended or was closed
     */
    int receive(ByteBuffer into) throws IOException;

    /** Ends the connection; a thread in {@link #receive} returns. */
    @Override
    void close();
}
