package org.xennotify.device.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xennotify.device.SharedPages;

/** What {@code /dev/xen/gntalloc} and {@code /dev/xen/gntdev} have in common: pages are made by ioctl, seen by mmap. */
final class Grants {
    // Linux: include/uapi/xen/gntalloc.h and gntdev.h; the number is the same for both.
    private static final long SET_UNMAP_NOTIFY = 0x00104707;
    private static final int NOTIFY_CLEAR_BYTE = 1;
    private static final int NOTIFY_SEND_EVENT = 2;

    private Grants() {}

    static void call(int descriptor, long request, NativeMemory argument, String operation) throws IOException {
        try {
            LibC.ioctl(descriptor, request, argument.address());
        } catch (LastErrorException e) {
            throw LibC.failed(operation, e);
        } finally {
            Reference.reachabilityFence(argument);
        }
    }

    /** Releases pages by their index; the argument of both devices' request is the same. */
    static void release(int descriptor, long request, long index, int count, String operation) throws IOException {
        NativeMemory argument = new NativeMemory(16);
        argument.bytes().putLong(0, index).putInt(8, count);
        call(descriptor, request, argument, operation);
    }

    /** One mapping of the pages behind an index. */
    static final class Mapping {
        private final int descriptor;
        private final long index;
        private final long address;
        private final ByteBuffer memory;

        Mapping(int descriptor, long index, int pages, boolean writable, String operation) throws IOException {
            long length = (long) pages * SharedPages.PAGE;
            int protection = writable ? LibC.PROT_READ | LibC.PROT_WRITE : LibC.PROT_READ;
            this.descriptor = descriptor;
            this.index = index;
            try {
                this.address = LibC.mmap(0, length, protection, LibC.MAP_SHARED, descriptor, index);
            } catch (LastErrorException e) {
                throw LibC.failed(operation, e);
            }
            ByteBuffer whole = new Pointer(address).getByteBuffer(0, length);
            this.memory = (writable ? whole : whole.asReadOnlyBuffer()).order(ByteOrder.LITTLE_ENDIAN);
        }

        ByteBuffer memory() {
            return memory;
        }

        void clearOnRelease(int offset) throws IOException {
            onRelease(offset, NOTIFY_CLEAR_BYTE, 0);
        }

        void clearAndNotifyOnRelease(int offset, int port) throws IOException {
            onRelease(offset, NOTIFY_CLEAR_BYTE | NOTIFY_SEND_EVENT, port);
        }

        private void onRelease(int offset, int action, int port) throws IOException {
            NativeMemory argument = new NativeMemory(16);
            argument.bytes().putLong(0, index + offset).putInt(8, action).putInt(12, port);
            call(descriptor, SET_UNMAP_NOTIFY, argument, "set what happens when shared pages go");
        }

        void unmap() throws IOException {
            try {
                LibC.munmap(address, memory.capacity());
            } catch (LastErrorException e) {
                throw LibC.failed("unmap shared pages", e);
            }
        }
    }
}
