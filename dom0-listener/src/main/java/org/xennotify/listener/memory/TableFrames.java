package org.xennotify.listener.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.ForeignPages;
import org.xennotify.device.Hypervisor;
import org.xennotify.lifecycle.Resources;

/**
 * The page tables that one access walks through, each mapped once. They are not kept longer: a frame that the guest gives
 * back stays readable where it is mapped, with tables in it that are no longer true.
 */
final class TableFrames implements PageWalk.Frames, AutoCloseable {
    private final Hypervisor hypervisor;
    private final int domid;
    private final Map<Long, ForeignPages> mapped = new HashMap<>();
    private final Resources resources = new Resources();

    TableFrames(Hypervisor hypervisor, int domid) {
        this.hypervisor = hypervisor;
        this.domid = domid;
    }

    @Override
    public @Nullable ByteBuffer frame(long number) throws IOException {
        ForeignPages pages = mapped.get(number);
        if (pages == null) {
            pages = resources.add(hypervisor.map(domid, new long[] {number}, false));
            mapped.put(number, pages);
        }
        return pages.page(0);
    }

    @Override
    public void close() throws IOException {
        resources.close();
    }
}
