package org.xennotify.device;

import java.io.IOException;

/**
 * A set of event channels: one-bit interrupts between domains, which merge while they are pending.
 *
 * <p>A port is a number from 1 to 131071. Ports belong to the set that made them. All methods may be called from any
 * thread; one thread at a time may {@link #await}.
 */
public interface EventChannels extends AutoCloseable {

    /** How many ports one {@link #await} returns at most: what Linux hands out in one read. */
    int BATCH = 1024;

    /**
     * Makes a port that one other domain may bind to.
     *
     * @param remoteDomain the domid of that domain; it need not exist yet
     * @return the local port
     */
    int allocateUnbound(int remoteDomain) throws IOException;

    /**
     * Binds a new local port to a port that the remote domain has allocated for us. Xen raises the local port once at
     * that moment, whether or not anybody has notified it.
     *
     * @return the local port
     * @throws SystemCallException EINVAL if the remote port is not there, not for us, or bound already; ESRCH if the
     *     domain does not exist
     */
    int bindInterdomain(int remoteDomain, int remotePort) throws IOException;

    /** Raises the other end of a port. Success says nothing about whether anybody is there. */
    void notify(int port) throws IOException;

    /** Gives a port back. The other end is not told. */
    void unbind(int port) throws IOException;

    /**
     * Waits until ports have been raised. A port is returned once, and then stays masked until {@link #unmask}.
     *
     * @param ports takes the ports, at most {@link #BATCH} at a time
     * @return how many; 0 once this set is closed. If it is abandoned during the wait that may last for ever.
     */
    int await(int[] ports) throws IOException;

    /** Lets a port be returned by {@link #await} again; a notification that came meanwhile is not lost. */
    void unmask(int port) throws IOException;

    /**
     * Gives the set up without touching it: for after a save and restore of the domain, when its ports may be somebody
     * else's and closing it crashes a Linux kernel. Every later use throws {@link StaleChannelException}; {@link #close}
     * does nothing any more. What the end of this process does then is up to a holder, see {@link HeldChannels}.
     */
    void abandon();

    /** Closes all ports and makes {@link #await} return. */
    @Override
    void close() throws IOException;
}
