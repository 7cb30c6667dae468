package org.xennotify.trap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Xen's end of a ring of virtual CPUs, as xen/common/vm_event.c keeps it. */
final class FakeXen {
    private static final int EFER = 56 + 216;

    final ByteBuffer page = ByteBuffer.allocateDirect(4096).order(ByteOrder.LITTLE_ENDIAN);
    private final int version;
    private final int slot;
    private final int segments;
    private int requests;
    private int responses;

    FakeXen(int version) {
        this.version = version;
        this.slot = version == 6 ? 384 : 400;
        this.segments = version == 6 ? 280 : 296;
    }

    /** A process in long mode asks; its vCPU waits. */
    void ask(int vcpu, long address) {
        int at = request(vcpu, address);
        page.putLong(at + EFER, 0xd01).putInt(at + 56 + segments, 0x2 << 28 | 0xfb << 20);
        put();
    }

    /** A kernel in 32-bit mode without paging asks. */
    void askFromBareMetal(int vcpu, long address) {
        int at = request(vcpu, address);
        page.putInt(at + 56 + segments, 0x4 << 28 | 0x9b << 20).putInt(at + 56 + segments + 4, 0xc93 << 20);
        put();
    }

    private int request(int vcpu, long address) {
        int at = 64 + (requests & 7) * slot;
        for (int i = 0; i < slot; i += 8) {
            page.putLong(at + i, 0);
        }
        page.putInt(at, version).putInt(at + 4, 1).putInt(at + 8, 8).putInt(at + 12, vcpu);
        page.putLong(at + 56 + 16, address)
                .putLong(at + 56 + 152, 0x401000)
                .putLong(at + 56 + 160, 0x80050033L)
                .putLong(at + 56 + 176, 0x1234000)
                .putLong(at + 56 + 184, 0x6f0)
                .putInt(at + 56 + segments + 4, 0xcf3 << 20);
        return at;
    }

    private void put() {
        page.putInt(0, ++requests);
    }

    void claim(int producer) {
        page.putInt(0, producer);
    }

    /** What was answered since the last time: flags, reason and vCPU of each. */
    List<String> answers() {
        List<String> answers = new ArrayList<>();
        for (; responses != page.getInt(8); responses++) {
            int at = 64 + (responses & 7) * slot;
            if (page.getInt(at) != version) {
                throw new AssertionError("a response of version " + page.getInt(at));
            }
            answers.add(page.getInt(at + 4) + " " + page.getInt(at + 8) + " " + page.getInt(at + 12));
            for (int i = 16; i < slot; i += 4) {
                if (page.getInt(at + i) != 0) {
                    throw new AssertionError("something left in a response at " + i);
                }
            }
        }
        return answers;
    }
}
