package org.xennotify.trap;

import java.util.Arrays;
import org.xennotify.device.UnavailableException;

/**
 * Where the fields of a slot are, by version of the interface; as compiled from Xen's xen/include/public/vm_event.h on
 * x86-64.
 *
 * <pre>
 *    0         4       8        12      16          24         56
 *    +---------+-------+--------+-------+-----------+----------+---------------------------------------+
 *    | version | flags | reason | vCPU  | altp2m    | what the | registers: rax rcx rdx ... rip cr0 .. |
 *    |         |       |        |       | index     | reason is|                                       |
 *    +---------+-------+--------+-------+-----------+----------+---------------------------------------+
 * </pre>
 */
enum VmEventLayout {
    /** Xen 4.14. */
    VERSION_6(6, 384, 280, 284),
    /** Xen 4.15 and later. */
    VERSION_7(7, 400, 296, 300);

    static final int VERSION = 0;
    static final int FLAGS = 4;
    static final int REASON = 8;
    static final int VCPU = 12;
    static final int REGISTERS = 56;
    static final int RDX = REGISTERS + 16;
    static final int RIP = REGISTERS + 152;
    static final int CR0 = REGISTERS + 160;
    static final int CR3 = REGISTERS + 176;
    static final int CR4 = REGISTERS + 184;
    static final int EFER = REGISTERS + 216;

    private final int version;
    private final int size;
    private final int codeSegment;
    private final int stackSegment;

    VmEventLayout(int version, int size, int codeSegment, int stackSegment) {
        this.version = version;
        this.size = size;
        this.codeSegment = codeSegment;
        this.stackSegment = stackSegment;
    }

    static VmEventLayout of(int version) throws UnavailableException {
        return Arrays.stream(values())
                .filter(layout -> layout.version == version)
                .findFirst()
                .orElseThrow(() -> new UnavailableException("version " + version
                        + " of Xen's interface for events of virtual CPUs is not known, only 6 and 7 (Xen 4.14 and later)"
                        + " are: use another door."));
    }

    int version() {
        return version;
    }

    /** Bytes of a slot. */
    int size() {
        return size;
    }

    int codeSegment() {
        return REGISTERS + codeSegment;
    }

    int stackSegment() {
        return REGISTERS + stackSegment;
    }
}
