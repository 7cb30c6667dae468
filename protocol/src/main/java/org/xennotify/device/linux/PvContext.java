package org.xennotify.device.linux;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.xennotify.device.UnavailableException;
import org.xennotify.device.VcpuState;

/**
 * The registers of a 64-bit PV domain's virtual CPU. It has four levels of page tables, whose entries hold machine
 * frames; those of its kernel are taken, which lead to its processes' memory as well.
 */
final class PvContext {
    // xen/include/public/arch-x86/xen.h: struct vcpu_guest_context, as compiled for Xen 4.14 to 4.22
    private static final int SIZE = 5168;
    private static final int FLAGS = 512;
    private static final int RIP = 648;
    private static final int CR3 = 5008;
    private static final long IN_KERNEL = 1 << 2;

    // What a 64-bit PV guest runs with, whatever it is told of its control registers.
    private static final long CR0 = 0x8001_0001L; // paging, write protection, protected mode
    private static final long CR4 = 0x20; // PAE
    private static final long EFER = 0x500; // long mode

    private static final int BYTES_OF_64_BIT = 8;

    private PvContext() {}

    static VcpuState read(LibXenCtrl library, int domid, int vcpu, String operation) throws IOException {
        NativeMemory into = new NativeMemory(SIZE);
        try {
            LibXenCtrl.check(LibXenCtrl.xc_domain_get_guest_width(library.handle(), domid, into.address()), operation);
            if (into.bytes().getInt(0) != BYTES_OF_64_BIT) {
                throw new UnavailableException(
                        operation + ": it is a 32-bit PV guest, which only its physical memory" + " can be read of.");
            }
            LibXenCtrl.check(LibXenCtrl.xc_vcpu_getcontext(library.handle(), domid, vcpu, into.address()), operation);
            return decode(into.bytes());
        } finally {
            Reference.reachabilityFence(into);
        }
    }

    private static VcpuState decode(ByteBuffer context) {
        int cpl = (context.getLong(FLAGS) & IN_KERNEL) != 0 ? 0 : 3;
        return new VcpuState(CR0, context.getLong(CR3), CR4, EFER, context.getLong(RIP), cpl);
    }
}
