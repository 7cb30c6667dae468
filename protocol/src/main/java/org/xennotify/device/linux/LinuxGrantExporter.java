package org.xennotify.device.linux;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.xennotify.device.GrantExporter;
import org.xennotify.device.GrantedPages;
import org.xennotify.device.UnavailableException;

/** {@code /dev/xen/gntalloc}; numbers from Linux's include/uapi/xen/gntalloc.h. */
final class LinuxGrantExporter implements GrantExporter {
    private static final long ALLOC_GREF = 0x00184705;
    private static final long DEALLOC_GREF = 0x00104706;
    private static final short WRITABLE = 1;
    private static final int INDEX = 8;
    private static final int REFERENCES = 16;

    private final int descriptor;

    private LinuxGrantExporter(int descriptor) {
        this.descriptor = descriptor;
    }

    static LinuxGrantExporter open(Path path) throws UnavailableException {
        return new LinuxGrantExporter(LibC.openDevice(path));
    }

    @Override
    public GrantedPages grant(int remoteDomain, int count) throws IOException {
        String operation = "share " + count + " pages with domain " + remoteDomain;
        NativeMemory argument = new NativeMemory(REFERENCES + Math.max(2, count) * Integer.BYTES);
        argument.bytes().putShort(0, (short) remoteDomain).putShort(2, WRITABLE).putInt(4, count);
        Grants.call(descriptor, ALLOC_GREF, argument, operation);
        long index = argument.bytes().getLong(INDEX);
        int[] references = new int[count];
        argument.bytes()
                .position(REFERENCES)
                .slice()
                .order(ByteOrder.nativeOrder())
                .asIntBuffer()
                .get(references);
        try {
            return new Pages(new Grants.Mapping(descriptor, index, count, true, operation), references, index);
        } catch (IOException e) {
            Grants.release(descriptor, DEALLOC_GREF, index, count, operation);
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            LibC.close(descriptor);
        } catch (LastErrorException nothingLeftToDo) {
            // The descriptor is gone either way.
        }
    }

    private final class Pages implements GrantedPages {
        private final Grants.Mapping mapping;
        private final int[] references;
        private final long index;

        private Pages(Grants.Mapping mapping, int[] references, long index) {
            this.mapping = mapping;
            this.references = references;
            this.index = index;
        }

        @Override
        public ByteBuffer memory() {
            return mapping.memory();
        }

        @Override
        public int reference(int page) {
            return references[page];
        }

        @Override
        public void clearOnRelease(int offset) throws IOException {
            mapping.clearOnRelease(offset);
        }

        @Override
        public void close() throws IOException {
            mapping.unmap();
            Grants.release(descriptor, DEALLOC_GREF, index, references.length, "stop sharing pages");
        }
    }
}
