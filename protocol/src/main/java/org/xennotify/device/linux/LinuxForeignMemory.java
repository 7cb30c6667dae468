package org.xennotify.device.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.ForeignPages;
import org.xennotify.device.SharedPages;
import org.xennotify.device.UnavailableException;

/** One handle of libxenforeignmemory. */
final class LinuxForeignMemory implements AutoCloseable {
    // Linux: a frame that there is not has one of these; see privcmd's MMAPBATCH_V2.
    private static final int FINE = 0;

    private long handle;

    private LinuxForeignMemory(long handle) {
        this.handle = handle;
    }

    static LinuxForeignMemory open() throws UnavailableException {
        try {
            long handle = LibXenForeignMemory.xenforeignmemory_open(0, 0);
            if (handle == 0) {
                throw new UnavailableException("no access to guests' memory: load the kernel module xen-privcmd, and"
                        + " run this as root in Dom0.");
            }
            return new LinuxForeignMemory(handle);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw new UnavailableException(
                    "no " + LibXenForeignMemory.NAME + ": install libxenforeignmemory1 (libxen, xen-libs).", e);
        }
    }

    synchronized ForeignPages map(int domid, long[] frames, boolean writable) throws IOException {
        NativeMemory numbers = new NativeMemory(frames.length * Long.BYTES);
        numbers.bytes().asLongBuffer().put(frames);
        NativeMemory errors = new NativeMemory(frames.length * Integer.BYTES);
        int protection = writable ? LibC.PROT_READ | LibC.PROT_WRITE : LibC.PROT_READ;
        try {
            long address = LibXenForeignMemory.xenforeignmemory_map(
                    handle(), domid, protection, frames.length, numbers.address(), errors.address());
            if (address == 0) {
                throw LibC.failed("map " + frames.length + " frames of domain " + domid, Native.getLastError());
            }
            return new Pages(address, frames.length, errors.bytes(), writable);
        } finally {
            Reference.reachabilityFence(numbers);
        }
    }

    private long handle() throws IOException {
        if (handle == 0) {
            throw new IOException("libxenforeignmemory is closed");
        }
        return handle;
    }

    private synchronized void unmap(long address, int count) throws IOException {
        if (LibXenForeignMemory.xenforeignmemory_unmap(handle(), address, count) != 0) {
            throw LibC.failed("unmap " + count + " frames", Native.getLastError());
        }
    }

    @Override
    public synchronized void close() {
        if (handle != 0) {
            int gone = LibXenForeignMemory.xenforeignmemory_close(handle);
            assert gone == 0 : "xenforeignmemory_close returned " + gone;
            handle = 0;
        }
    }

    private final class Pages implements ForeignPages {
        private final long address;
        private final @Nullable ByteBuffer[] pages;

        private Pages(long address, int count, ByteBuffer errors, boolean writable) {
            this.address = address;
            this.pages = new ByteBuffer[count];
            for (int i = 0; i < count; i++) {
                if (errors.getInt(i * Integer.BYTES) == FINE) {
                    ByteBuffer page = new Pointer(address).getByteBuffer((long) i * SharedPages.PAGE, SharedPages.PAGE);
                    pages[i] = (writable ? page : page.asReadOnlyBuffer()).order(ByteOrder.LITTLE_ENDIAN);
                }
            }
        }

        @Override
        public @Nullable ByteBuffer page(int index) {
            return pages[index];
        }

        @Override
        public void close() throws IOException {
            unmap(address, pages.length);
        }
    }
}
