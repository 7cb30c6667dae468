package org.xennotify.listener.fake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.xennotify.device.GrantExporter;
import org.xennotify.device.GrantMapper;
import org.xennotify.device.GrantedPages;
import org.xennotify.device.MappedPages;
import org.xennotify.device.SharedPages;
import org.xennotify.device.SystemCallException;

/** Pages that one guest shares with Dom0, in memory. */
public final class FakeGrants implements GrantExporter, GrantMapper {
    private final Map<Integer, ByteBuffer> byReference = new HashMap<>();
    private final Set<Mapped> mapped = new HashSet<>();
    private int lastReference = 40;
    private int writableMappings;

    /** The memory behind a reference, for hostile tests. */
    public synchronized ByteBuffer page(int reference) {
        return byReference.get(reference);
    }

    /** The guest shares nothing any more; what is mapped stays. */
    public synchronized void revokeAll() {
        byReference.clear();
    }

    /** Mappings that Dom0 holds. */
    public synchronized int mapped() {
        return mapped.size();
    }

    /** How often Dom0 mapped something writable. */
    public synchronized int writableMappings() {
        return writableMappings;
    }

    @Override
    public synchronized GrantedPages grant(int remoteDomain, int count) {
        ByteBuffer memory = ByteBuffer.allocateDirect((count + 1) * SharedPages.PAGE)
                .alignedSlice(SharedPages.PAGE)
                .slice(0, count * SharedPages.PAGE)
                .order(ByteOrder.LITTLE_ENDIAN);
        int first = lastReference + 1;
        for (int i = 0; i < count; i++) {
            byReference.put(++lastReference, memory);
        }
        return new Granted(memory, first);
    }

    @Override
    public synchronized MappedPages map(int remoteDomain, int[] references, boolean writable)
            throws SystemCallException {
        ByteBuffer memory = byReference.get(references[0]);
        if (memory == null || memory.capacity() != references.length * SharedPages.PAGE) {
            throw new SystemCallException("map " + Arrays.toString(references), "EINVAL");
        }
        writableMappings += writable ? 1 : 0;
        ByteBuffer seen = writable ? memory.duplicate() : memory.asReadOnlyBuffer();
        Mapped pages = new Mapped(seen.order(ByteOrder.LITTLE_ENDIAN));
        mapped.add(pages);
        return pages;
    }

    @Override
    public void close() {}

    private record Granted(ByteBuffer memory, int first) implements GrantedPages {
        @Override
        public int reference(int page) {
            return first + page;
        }

        @Override
        public void clearOnRelease(int offset) {}

        @Override
        public void close() {}
    }

    private final class Mapped implements MappedPages {
        private final ByteBuffer memory;

        Mapped(ByteBuffer memory) {
            this.memory = memory;
        }

        @Override
        public ByteBuffer memory() {
            return memory;
        }

        @Override
        public void clearOnRelease(int offset) {}

        @Override
        public void clearAndNotifyOnRelease(int offset, int port) {}

        @Override
        public void close() {
            synchronized (FakeGrants.this) {
                mapped.remove(this);
            }
        }
    }
}
