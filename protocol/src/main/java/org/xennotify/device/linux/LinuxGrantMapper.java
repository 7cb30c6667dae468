package org.xennotify.device.linux;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.xennotify.device.GrantMapper;
import org.xennotify.device.MappedPages;
import org.xennotify.device.UnavailableException;

/** {@code /dev/xen/gntdev}; numbers from Linux's include/uapi/xen/gntdev.h. */
final class LinuxGrantMapper implements GrantMapper {
    private static final long MAP_GRANT_REF = 0x00184700;
    private static final long UNMAP_GRANT_REF = 0x00104701;
    private static final int INDEX = 8;
    private static final int REFERENCES = 16;
    private static final int REFERENCE = 8;

    private final int descriptor;

    private LinuxGrantMapper(int descriptor) {
        this.descriptor = descriptor;
    }

    static LinuxGrantMapper open(Path path) throws UnavailableException {
        return new LinuxGrantMapper(LibC.openDevice(path));
    }

    @Override
    public MappedPages map(int remoteDomain, int[] references, boolean writable) throws IOException {
        String operation = "map " + references.length + " pages of domain " + remoteDomain;
        NativeMemory argument = new NativeMemory(REFERENCES + references.length * REFERENCE);
        argument.bytes().putInt(0, references.length);
        for (int i = 0; i < references.length; i++) {
            int at = REFERENCES + i * REFERENCE;
            argument.bytes().putInt(at, remoteDomain).putInt(at + Integer.BYTES, references[i]);
        }
        Grants.call(descriptor, MAP_GRANT_REF, argument, operation);
        long index = argument.bytes().getLong(INDEX);
        try {
            Grants.Mapping mapping = new Grants.Mapping(descriptor, index, references.length, writable, operation);
            return new Pages(mapping, index, references.length);
        } catch (IOException e) {
            Grants.release(descriptor, UNMAP_GRANT_REF, index, references.length, operation);
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

    private final class Pages implements MappedPages {
        private final Grants.Mapping mapping;
        private final long index;
        private final int count;

        private Pages(Grants.Mapping mapping, long index, int count) {
            this.mapping = mapping;
            this.index = index;
            this.count = count;
        }

        @Override
        public ByteBuffer memory() {
            return mapping.memory();
        }

        @Override
        public void clearOnRelease(int offset) throws IOException {
            mapping.clearOnRelease(offset);
        }

        @Override
        public void clearAndNotifyOnRelease(int offset, int port) throws IOException {
            mapping.clearAndNotifyOnRelease(offset, port);
        }

        @Override
        public void close() throws IOException {
            mapping.unmap();
            Grants.release(descriptor, UNMAP_GRANT_REF, index, count, "give mapped pages back");
        }
    }
}
