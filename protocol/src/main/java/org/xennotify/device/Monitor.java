package org.xennotify.device;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The one connection that a domain can have to somebody in Dom0 whom its virtual CPUs ask. It stays when its holder
 * dies: then whoever is asked next waits for ever, unless the monitor is {@link Hypervisor#endMonitor ended} from
 * outside.
 *
 * <p>To be given up in this order: {@link #listen listen(false)}, all requests answered, {@link #end}, the port unbound,
 * {@link #close}.
 */
public interface Monitor extends AutoCloseable {

    /** The page of {@link SharedPages#PAGE} bytes by which Xen asks, little-endian. Not to be touched after closing. */
    ByteBuffer page();

    /** The domain's port to be bound: it is raised when there are requests, and notified when there are responses. */
    int port();

    /**
     * Lets virtual CPUs ask by an instruction, also unprivileged code, and makes them wait for the response; or stops
     * that.
     */
    void listen(boolean on) throws IOException;

    /**
     * Disconnects the domain.
     *
     * @throws SystemCallException EBUSY while virtual CPUs wait for room in the page: answer, and try again
     */
    void end() throws IOException;

    /** Unmaps the page, without which a domain that has died does not go; ends the monitor first if need be. */
    @Override
    void close() throws IOException;
}
