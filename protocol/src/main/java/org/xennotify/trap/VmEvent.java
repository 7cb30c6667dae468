package org.xennotify.trap;

import java.nio.ByteBuffer;
import org.xennotify.device.VcpuState;

/**
 * One request of a virtual CPU, copied out of its slot.
 *
 * @param reason why it was made, see {@link #isTrap}
 * @param flags see {@link #waits}
 * @param vcpu its number
 * @param address the linear address in its register edx or rdx
 * @param state where it is, and how it understands addresses
 */
public record VmEvent(int reason, int flags, int vcpu, long address, VcpuState state) {
    static final int VCPU_PAUSED = 0x1;
    static final int GUEST_REQUEST = 8;

    // A segment as Xen packs it: 20 bits of limit, then type (4), S, DPL (2), P, AVL, L, DB, G
    private static final int DPL_SHIFT = 25;
    private static final int LONG_CODE = 1 << 29;
    private static final long LONG_MODE_ACTIVE = 1 << 10;
    private static final long LOW_HALF = 0xffff_ffffL;

    static VmEvent read(ByteBuffer page, int at, VmEventLayout layout) {
        long efer = page.getLong(at + VmEventLayout.EFER);
        boolean wide = (efer & LONG_MODE_ACTIVE) != 0 && (page.getInt(at + layout.codeSegment()) & LONG_CODE) != 0;
        VcpuState state = new VcpuState(
                page.getLong(at + VmEventLayout.CR0),
                page.getLong(at + VmEventLayout.CR3),
                page.getLong(at + VmEventLayout.CR4),
                efer,
                page.getLong(at + VmEventLayout.RIP),
                page.getInt(at + layout.stackSegment()) >>> DPL_SHIFT & 3);
        return new VmEvent(
                page.getInt(at + VmEventLayout.REASON),
                page.getInt(at + VmEventLayout.FLAGS),
                page.getInt(at + VmEventLayout.VCPU),
                page.getLong(at + VmEventLayout.RDX) & (wide ? -1 : LOW_HALF),
                state);
    }

    /** Whether the guest has asked for it by the instruction. */
    public boolean isTrap() {
        return reason == GUEST_REQUEST;
    }

    /** Whether the virtual CPU stands still until it is answered. */
    public boolean waits() {
        return (flags & VCPU_PAUSED) != 0;
    }
}
