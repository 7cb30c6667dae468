package org.xennotify.device.linux;

import com.sun.jna.Native;

/** libxenforeignmemory, whose interface does not change with Xen's releases; see {@link LibXenCtrl}. */
final class LibXenForeignMemory {
    static final String NAME = "libxenforeignmemory.so.1";

    static {
        Native.register(NAME);
    }

    private LibXenForeignMemory() {}

    static native long xenforeignmemory_open(long log, int flags);

    static native int xenforeignmemory_close(long handle);

    static native long xenforeignmemory_map(
            long handle, int domid, int protection, long pages, long frames, long errors);

    static native int xenforeignmemory_unmap(long handle, long address, long pages);
}
