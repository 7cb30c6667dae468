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

    /** How many virtual CPUs a domain may have; their numbers begin with 0. */
    int vcpus(int domid) throws IOException;

    /**
     * Which layout the pages of monitors have: {@code VM_EVENT_INTERFACE_VERSION} of the Xen that runs.
     *
     * @throws UnavailableException if this platform has none of them
     */
    int monitorVersion() throws IOException;

    /**
     * Becomes the one whom a domain's virtual CPUs ask. Stops the domain for a moment.
     *
     * @throws UnavailableException if the domain has nothing to ask by (PV), or this platform has none of it
     * @throws SystemCallException EBUSY if somebody else is asked already, or was asked and has died
     */
    Monitor monitor(int domid) throws IOException;

    /**
     * Ends a monitor that is not ours, or no longer. Virtual CPUs that wait for its answer go on waiting.
     *
     * @throws SystemCallException EINVAL if there is none; EBUSY while virtual CPUs wait for room in its page, which
     *     nobody can answer any more
     */
    void endMonitor(int domid) throws IOException;

    @Override
    void close() throws IOException;
}
