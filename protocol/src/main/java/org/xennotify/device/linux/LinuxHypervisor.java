package org.xennotify.device.linux;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import org.xennotify.device.ForeignPages;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.Monitor;
import org.xennotify.device.SystemCallException;
import org.xennotify.device.UnavailableException;
import org.xennotify.device.VcpuState;

/** The hypervisor through libxenctrl and libxenforeignmemory. */
final class LinuxHypervisor implements Hypervisor {
    // xen/include/public/arch-x86/hvm/save.h: struct hvm_hw_cpu, as compiled for Xen 4.14 to 4.22
    private static final short CPU = 2;
    private static final int CPU_SIZE = 1032;
    private static final int RIP = 640;
    private static final int CR0 = 656;
    private static final int CR3 = 672;
    private static final int CR4 = 680;
    private static final int SS_ATTRIBUTES = 908;
    private static final int EFER = 992;

    // The descriptor's privilege level within a segment's attributes.
    private static final int DPL_SHIFT = 5;
    private static final int DPL_MASK = 3;

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
        NativeMemory into = new NativeMemory(CPU_SIZE);
        try {
            LibXenCtrl.check(
                    LibXenCtrl.xc_domain_hvm_getcontext_partial(
                            library.handle(), domid, CPU, (short) vcpu, into.address(), CPU_SIZE),
                    "read the registers of vCPU " + vcpu + " of domain " + domid);
            return decode(into.bytes());
        } finally {
            Reference.reachabilityFence(into);
        }
    }

    private static VcpuState decode(ByteBuffer cpu) {
        return new VcpuState(
                cpu.getLong(CR0),
                cpu.getLong(CR3),
                cpu.getLong(CR4),
                cpu.getLong(EFER),
                cpu.getLong(RIP),
                cpu.getInt(SS_ATTRIBUTES) >>> DPL_SHIFT & DPL_MASK);
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
