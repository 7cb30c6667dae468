package org.xennotify.trap;

import java.util.Optional;
import org.xennotify.device.UnavailableException;
import org.xennotify.trap.Cpuid.Leaf;

/**
 * The instruction by which a process calls Xen: each vendor's processors have one, to which the other's is undefined, as
 * both are on bare metal and in PV guests. Other hypervisors know them too. So which one it is, if any, is not found out
 * by trying.
 */
enum Instruction {
    /** Intel's. */
    VMCALL(64, "0F01C1"),
    /** AMD's. */
    VMMCALL(128, "0F01D9");

    private static final int HYPERVISOR = 1 << 31;

    // Xen: xen/include/public/arch-x86/cpuid.h; behind another interface (Windows guests) it begins 0x100 further on
    private static final int FIRST_LEAF = 0x4000_0000;
    private static final int LAST_LEAF = 0x4001_0000;
    private static final int LEAF_STEP = 0x100;
    private static final int HVM_LEAF = 4;
    private static final int VCPU_OR_DOMID_PRESENT = 1 << 3 | 1 << 4;

    private final int offset;
    private final String bytes;

    Instruction(int offset, String bytes) {
        this.offset = offset;
        this.bytes = bytes;
    }

    /** Where its {@link #routine} is to be in the page of machine code. */
    int offset() {
        return offset;
    }

    /** A function that hands the address in rdi to Xen: hvm_op (34), guest_request_vm_event (24). */
    String routine() {
        // mov rdx,rdi; mov eax,34; mov edi,24; xor esi,esi; the instruction; ret
        return "4889FA B822000000 BF18000000 31F6" + bytes + "C3";
    }

    /**
     * The one that reaches Xen from here.
     *
     * @throws UnavailableException if none does
     */
    static Instruction find(Cpuid cpu) throws UnavailableException {
        int xen = xenLeaf(cpu)
                .orElseThrow(
                        () -> new UnavailableException(
                                "the processor (CPUID) shows no Xen: only PVH and HVM guests of Xen can trap; use another door."));
        if (cpu.ask(xen, 0).eax() < xen + HVM_LEAF
                || (cpu.ask(xen + HVM_LEAF, 0).eax() & VCPU_OR_DOMID_PRESENT) == 0) {
            throw new UnavailableException("a PV guest cannot trap, only PVH and HVM guests can: use another door.");
        }
        return ofVendor(cpu.ask(0, 0));
    }

    private static Optional<Integer> xenLeaf(Cpuid cpu) {
        if ((cpu.ask(1, 0).ecx() & HYPERVISOR) == 0) {
            return Optional.empty();
        }
        for (int leaf = FIRST_LEAF; leaf < LAST_LEAF; leaf += LEAF_STEP) {
            Leaf said = cpu.ask(leaf, 0);
            if (text(said.ebx(), said.ecx(), said.edx()).equals("XenVMMXenVMM")) {
                return Optional.of(leaf);
            }
        }
        return Optional.empty();
    }

    private static Instruction ofVendor(Leaf leaf) throws UnavailableException {
        String vendor = text(leaf.ebx(), leaf.edx(), leaf.ecx());
        return switch (vendor) {
            case "GenuineIntel" -> VMCALL;
            case "AuthenticAMD", "HygonGenuine" -> VMMCALL;
            default ->
                throw new UnavailableException("it is not known how a processor of " + vendor
                        + " traps, only those of Intel, AMD and Hygon: use another door.");
        };
    }

    static String text(int... registers) {
        StringBuilder text = new StringBuilder();
        for (int register : registers) {
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                text.append((char) (register >>> shift & 0xFF));
            }
        }
        return text.toString();
    }
}
