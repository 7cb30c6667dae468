package org.xennotify.device.linux;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What {@code xc_domain_getinfolist}, which every release has, says about a domain. */
record DomainInfo(int domid, UUID uuid, int flags, int vcpus) {
    // xen/include/public/domctl.h, struct xen_domctl_getdomaininfo, as compiled for Xen 4.14 to 4.22
    private static final int SIZE_BEFORE_4_16 = 104;
    private static final int SIZE = 112;
    private static final int FLAGS = 4;
    private static final int LAST_VCPU = 68;
    private static final int HANDLE = 76;
    private static final int DYING = 0x1;
    private static final int HVM = 0x2;
    private static final int SHUTDOWN = 0x4;
    private static final int PAUSED = 0x8;
    private static final int SHUTDOWN_REASON_SHIFT = 16;
    private static final int SHUTDOWN_REASON_MASK = 0xff;
    private static final int REASON_SUSPEND = 2;

    /** At most {@code count} domains by ascending domid, from {@code first} on. */
    static List<DomainInfo> list(LibXenCtrl library, int first, int count) throws IOException {
        int size = library.isBefore(4, 16) ? SIZE_BEFORE_4_16 : SIZE;
        NativeMemory infos = new NativeMemory(count * SIZE);
        try {
            int found = LibXenCtrl.check(
                    LibXenCtrl.xc_domain_getinfolist(library.handle(), first, count, infos.address()),
                    "list domains from " + first + " on");
            List<DomainInfo> list = new ArrayList<>(found);
            for (int i = 0; i < found; i++) {
                list.add(decode(infos.bytes().slice(i * size, size)));
            }
            return list;
        } finally {
            Reference.reachabilityFence(infos);
        }
    }

    private static DomainInfo decode(ByteBuffer info) {
        int domid = Short.toUnsignedInt(info.order(ByteOrder.LITTLE_ENDIAN).getShort(0));
        int flags = info.getInt(FLAGS);
        int vcpus = info.getInt(LAST_VCPU) + 1;
        info.order(ByteOrder.BIG_ENDIAN);
        return new DomainInfo(domid, new UUID(info.getLong(HANDLE), info.getLong(HANDLE + Long.BYTES)), flags, vcpus);
    }

    boolean isHvm() {
        return (flags & HVM) != 0;
    }

    boolean isPaused() {
        return (flags & PAUSED) != 0;
    }

    /** Whether it is dying, or has shut down for another reason than being suspended. */
    boolean hasEnded() {
        int reason = flags >>> SHUTDOWN_REASON_SHIFT & SHUTDOWN_REASON_MASK;
        return (flags & DYING) != 0 || ((flags & SHUTDOWN) != 0 && reason != REASON_SUSPEND);
    }
}
