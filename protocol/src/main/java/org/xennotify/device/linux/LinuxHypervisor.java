package org.xennotify.device.linux;

import java.io.IOException;
import java.util.List;
import org.xennotify.device.ForeignPages;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.Monitor;
import org.xennotify.device.SystemCallException;
import org.xennotify.device.UnavailableException;
import org.xennotify.device.VcpuState;

/** The hypervisor through libxenctrl and libxenforeignmemory. */
final class LinuxHypervisor implements Hypervisor {
    private final LibXenCtrl library;
    private final LinuxForeignMemory memory;

    private LinuxHypervisor(LibXenCtrl library, LinuxForeignMemory memory) {
        this.library = library;
        this.memory = memory;
    }

    static LinuxHypervisor open() throws UnavailableException {
        LibXenCtrl library = LibXenCtrl.open();
        try {
            return new LinuxHypervisor(library, LinuxForeignMemory.open());
        } catch (UnavailableException e) {
            library.close();
            throw e;
        }
    }

    @Override
    public synchronized void pause(int domid) throws IOException {
        LibXenCtrl.check(LibXenCtrl.xc_domain_pause(library.handle(), domid), "pause domain " + domid);
    }

    @Override
    public synchronized void unpause(int domid) throws IOException {
        LibXenCtrl.check(LibXenCtrl.xc_domain_unpause(library.handle(), domid), "unpause domain " + domid);
    }

    @Override
    public synchronized boolean isPaused(int domid) throws IOException {
        return info(domid).isPaused();
    }

    @Override
    public synchronized int vcpus(int domid) throws IOException {
        return info(domid).vcpus();
    }

    private DomainInfo info(int domid) throws IOException {
        List<DomainInfo> found = DomainInfo.list(library, domid, 1);
        if (found.isEmpty() || found.get(0).domid() != domid) {
            throw new SystemCallException("look at domain " + domid, "ESRCH");
        }
        return found.get(0);
    }

    @Override
    public ForeignPages map(int domid, long[] frames, boolean writable) throws IOException {
        return memory.map(domid, frames, writable);
    }

    @Override
    public synchronized VcpuState vcpu(int domid, int vcpu) throws IOException {
        String operation = "read the registers of vCPU " + vcpu + " of domain " + domid;
        return info(domid).isHvm()
                ? HvmContext.read(library, domid, vcpu, operation)
                : PvContext.read(library, domid, vcpu, operation);
    }

    @Override
    public synchronized int monitorVersion() throws IOException {
        return LibXenCtrl.check(
                LibXenCtrl.xc_vm_event_get_version(library.handle()), "ask for the version of Xen's events");
    }

    @Override
    public Monitor monitor(int domid) throws IOException {
        return LinuxMonitor.enable(library, this, domid);
    }

    @Override
    public synchronized void endMonitor(int domid) throws IOException {
        LinuxMonitor.disable(library, domid);
    }

    @Override
    public synchronized void close() {
        memory.close();
        library.close();
    }
}
