package org.xennotify.agent.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

/** Pages that a guest shares with Dom0, both ends in this process; knows what was not given back. */
public final class MemoryGrants implements GrantExporter, GrantMapper {
    private static final int FIRST_REFERENCE = 40;

    private final Map<Integer, ByteBuffer> byReference = new HashMap<>();
    private final Set<Object> held = new HashSet<>();

    /** How many grants and mappings stand. */
    public synchronized int held() {
        return held.size();
    }

    /** The memory behind a reference, to be spoilt by hostile tests. */
    public synchronized ByteBuffer page(int reference) {
        return byReference.get(reference);
    }

    @Override
    public synchronized GrantedPages grant(int remoteDomain, int count) {
        ByteBuffer memory = ByteBuffer.allocateDirect((count + 1) * SharedPages.PAGE)
                .alignedSlice(SharedPages.PAGE)
                .slice(0, count * SharedPages.PAGE)
                .order(ByteOrder.LITTLE_ENDIAN);
        int first = FIRST_REFERENCE + byReference.size();
        for (int i = 0; i < count; i++) {
            byReference.put(first + i, memory);
        }
        return new Granted(memory, first);
    }

    @Override
    public synchronized MappedPages map(int remoteDomain, int[] references, boolean writable)
            throws SystemCallException {
        ByteBuffer memory = byReference.get(references[0]);
        if (memory == null || memory.capacity() != references.length * SharedPages.PAGE) {
            throw new SystemCallException("map", "EINVAL");
        }
        return new Mapped((writable ? memory.duplicate() : memory.asReadOnlyBuffer()).order(ByteOrder.LITTLE_ENDIAN));
    }

    @Override
    public void close() {}

    private class Pages {
        private final ByteBuffer memory;

        Pages(ByteBuffer memory) {
            this.memory = memory;
            held.add(this);
        }

        public ByteBuffer memory() {
            return memory;
        }

        public void clearOnRelease(int offset) {}

        public void close() {
            synchronized (MemoryGrants.this) {
                held.remove(this);
            }
        }
    }

    private final class Granted extends Pages implements GrantedPages {
        private final int first;

        Granted(ByteBuffer memory, int first) {
            super(memory);
            this.first = first;
        }

        @Override
        public int reference(int page) {
            return first + page;
        }
    }

    private final class Mapped extends Pages implements MappedPages {
        Mapped(ByteBuffer memory) {
            super(memory);
        }

        @Override
        public void clearAndNotifyOnRelease(int offset, int port) {}
    }
}
