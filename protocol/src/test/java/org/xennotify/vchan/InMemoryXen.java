package org.xennotify.vchan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.xennotify.device.EventChannels;
import org.xennotify.device.GrantExporter;
import org.xennotify.device.GrantMapper;
import org.xennotify.device.GrantedPages;
import org.xennotify.device.MappedPages;
import org.xennotify.device.SharedPages;
import org.xennotify.device.SystemCallException;

/** All of Xen that a vchan needs, within one process; knows what has not been given back. */
final class InMemoryXen implements GrantExporter, GrantMapper, EventChannels {
    static final int REMOTE_PORT = 7;
    static final int LOCAL_PORT = 9;

    private final Map<Integer, ByteBuffer> pagesByReference = new HashMap<>();
    private final Set<Object> held = new HashSet<>();
    private final BlockingQueue<Integer> raised = new LinkedBlockingQueue<>();
    private int lastReference = 40;
    int mappings;
    int clientNotifications;
    int serverNotifications;

    /** What was acquired and not given back. */
    Set<Object> held() {
        return held;
    }

    /** The memory behind a reference, to be spoilt by hostile tests. */
    ByteBuffer page(int reference) {
        return pagesByReference.get(reference);
    }

    void notifyClient() {
        serverNotifications++;
        raised.add(LOCAL_PORT);
    }

    private static ByteBuffer aligned(int pages) {
        return ByteBuffer.allocateDirect((pages + 1) * SharedPages.PAGE)
                .alignedSlice(SharedPages.PAGE)
                .slice(0, pages * SharedPages.PAGE)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public GrantedPages grant(int remoteDomain, int count) {
        ByteBuffer memory = aligned(count);
        int first = lastReference + 1;
        for (int i = 0; i < count; i++) {
            pagesByReference.put(++lastReference, memory);
        }
        return new Granted(memory, first);
    }

    @Override
    public MappedPages map(int remoteDomain, int[] references, boolean writable) throws SystemCallException {
        ByteBuffer memory = pagesByReference.get(references[0]);
        if (memory == null || memory.capacity() != references.length * SharedPages.PAGE) {
            throw new SystemCallException("map", "EINVAL");
        }
        mappings++;
        return new Mapped((writable ? memory.duplicate() : memory.asReadOnlyBuffer()).order(ByteOrder.LITTLE_ENDIAN));
    }

    @Override
    public int allocateUnbound(int remoteDomain) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int bindInterdomain(int remoteDomain, int remotePort) throws SystemCallException {
        if (remotePort != REMOTE_PORT || !held.add(LOCAL_PORT)) {
            throw new SystemCallException("bind", "EINVAL");
        }
        raised.add(LOCAL_PORT);
        return LOCAL_PORT;
    }

    @Override
    public void notify(int port) {
        clientNotifications++;
    }

    @Override
    public void unbind(int port) {
        held.remove(port);
    }

    @Override
    public int await(int[] ports) {
        try {
            ports[0] = raised.take();
            return ports[0] == 0 ? 0 : 1;
        } catch (InterruptedException e) {
            return 0;
        }
    }

    @Override
    public void unmask(int port) {}

    @Override
    public void abandon() {}

    @Override
    public void close() {
        raised.add(0);
    }

    private class Pages {
        final ByteBuffer memory;

        Pages(ByteBuffer memory) {
            this.memory = memory;
            held.add(this);
        }

        public ByteBuffer memory() {
            return memory;
        }

        public void clearOnRelease(int offset) {}

        public void close() {
            held.remove(this);
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
