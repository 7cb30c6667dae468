package org.xennotify.device.sim;

import java.io.IOException;
import org.xennotify.device.ForeignPages;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.Monitor;
import org.xennotify.device.UnavailableException;
import org.xennotify.device.VcpuState;

/**
 * Pauses the domains of a simulated host, which have no memory and no virtual CPUs to look at. One that is paused is not
 * paused again.
 */
final class SimHypervisor implements Hypervisor {
    private final SimToolstack toolstack;

    SimHypervisor(SimToolstack toolstack) {
        this.toolstack = toolstack;
    }

    @Override
    public void pause(int domid) throws IOException {
        toolstack.ask("pause " + domid);
    }

    @Override
    public void unpause(int domid) throws IOException {
        toolstack.ask("unpause " + domid);
    }

    @Override
    public boolean isPaused(int domid) throws IOException {
        return toolstack.ask("list").stream()
                .filter(line -> line.startsWith(domid + " "))
                .findFirst()
                .orElseThrow(() -> new IOException("list: there is no domain " + domid))
                .matches("\\S+ \\S+ paused .*");
    }

    @Override
    public ForeignPages map(int domid, long[] frames, boolean writable) throws UnavailableException {
        throw new UnavailableException("a simulated domain has no memory to look at: use real Xen.");
    }

    @Override
    public VcpuState vcpu(int domid, int vcpu) throws UnavailableException {
        throw new UnavailableException("a simulated domain has no virtual CPUs to look at: use real Xen.");
    }

    @Override
    public int vcpus(int domid) {
        return 0;
    }

    @Override
    public int monitorVersion() throws UnavailableException {
        throw noTraps();
    }

    @Override
    public Monitor monitor(int domid) throws UnavailableException {
        throw noTraps();
    }

    @Override
    public void endMonitor(int domid) throws UnavailableException {
        throw noTraps();
    }

    private static UnavailableException noTraps() {
        return new UnavailableException("a simulated domain has no virtual CPUs that could trap: use real Xen.");
    }

    @Override
    public void close() {
        toolstack.close();
    }
}
