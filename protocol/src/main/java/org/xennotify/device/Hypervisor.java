package org.xennotify.device;

import java.io.IOException;

/**
 * What the hypervisor lets Dom0 do to a guest: stop it, and look into its memory. Every method that names a domain fails
 * if there is none (on Xen with ESRCH), and may be called by any thread.
 */
public interface Hypervisor extends AutoCloseable {

    /**
     * Stops all of a domain's virtual CPUs, and returns when they stand still. Xen counts: a domain goes on once it was
     * unpaused as often as it was paused, by whomever.
     */
    void pause(int domid) throws IOException;

    /** Takes one {@link #pause} back. */
    void unpause(int domid) throws IOException;

    /** Whether a domain is paused by anybody in Dom0. */
    boolean isPaused(int domid) throws IOException;

    /**
     * Maps frames of a domain's memory. The domain need not have given its leave, and can neither see nor end it; while
     * it is mapped, the memory is not freed: map for as short a time as possible.
     *
     * @param frames numbers of 4,096-byte frames: guest frames of HVM and PVH domains, machine frames of PV domains.
     *     They may be what a guest says: a frame that there is not is no error
     * @throws UnavailableException if this platform cannot show memory
     */
    ForeignPages map(int domid, long[] frames, boolean writable) throws IOException;

    /**
     * What a virtual CPU's registers say about its address space at this moment; of a PV domain, that of its kernel.
     *
     * @throws SystemCallException if there is no such virtual CPU, or it was never started
     * @throws UnavailableException if this platform cannot show registers
     */
    VcpuState vcpu(int domid, int vcpu) throws IOException;

    @Override
    void close() throws IOException;
}
