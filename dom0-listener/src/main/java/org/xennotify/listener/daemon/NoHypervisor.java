package org.xennotify.listener.daemon;

import org.xennotify.device.ForeignPages;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.Monitor;
import org.xennotify.device.UnavailableException;
import org.xennotify.device.VcpuState;

/** Where the hypervisor cannot be asked: each attempt says why, and what needs nothing of it works. */
record NoHypervisor(UnavailableException reason) implements Hypervisor {
    private UnavailableException unavailable() {
        return new UnavailableException(String.valueOf(reason.getMessage()), reason);
    }

    @Override
    public void pause(int domid) throws UnavailableException {
        throw unavailable();
    }

    @Override
    public void unpause(int domid) throws UnavailableException {
        throw unavailable();
    }

    @Override
    public boolean isPaused(int domid) throws UnavailableException {
        throw unavailable();
    }

    @Override
    public ForeignPages map(int domid, long[] frames, boolean writable) throws UnavailableException {
        throw unavailable();
    }

    @Override
    public VcpuState vcpu(int domid, int vcpu) throws UnavailableException {
        throw unavailable();
    }

    @Override
    public int vcpus(int domid) throws UnavailableException {
        throw unavailable();
    }

    @Override
    public int monitorVersion() throws UnavailableException {
        throw unavailable();
    }

    @Override
    public Monitor monitor(int domid) throws UnavailableException {
        throw unavailable();
    }

    @Override
    public void endMonitor(int domid) throws UnavailableException {
        throw unavailable();
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
