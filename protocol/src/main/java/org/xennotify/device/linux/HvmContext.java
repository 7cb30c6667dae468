package org.xennotify.device.linux;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.xennotify.device.VcpuState;

/** The registers of an HVM or PVH domain's virtual CPU, as they would be saved. */
final class HvmContext {
    // xen/include/public/arch-x86/hvm/save.h: struct hvm_hw_cpu, as compiled for Xen 4.14 to 4.22
    private static final short CPU = 2;
    private static final int SIZE = 1032;
    private static final int RIP = 640;
    private static final int CR0 = 656;
    private static final int CR3 = 672;
    private static final int CR4 = 680;
    private static final int SS_ATTRIBUTES = 908;
    private static final int EFER = 992;

    // A segment's privilege level within its attributes; the stack's is the processor's.
    private static final int DPL_SHIFT = 5;
    private static final int DPL_MASK = 3;

    private HvmContext() {}

    static VcpuState read(LibXenCtrl library, int domid, int vcpu, String operation) throws IOException {
        NativeMemory into = new NativeMemory(SIZE);
        try {
            LibXenCtrl.check(
                    LibXenCtrl.xc_domain_hvm_getcontext_partial(
                            library.handle(), domid, CPU, (short) vcpu, into.address(), SIZE),
                    operation);
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
}
