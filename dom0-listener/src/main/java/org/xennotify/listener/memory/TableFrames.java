package org.xennotify.listener.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.ForeignPages;
import org.xennotify.lifecycle.Resources;

/**
 * The page tables that one access walks through, each mapped once.
 */
final class TableFrames implements PageWalk.Frames, AutoCloseable {
    private final GuestFrames frames;
    private final Map<Long, ForeignPages> mapped = new HashMap<>();
    private final Resources resources = new Resources();

    TableFrames(GuestFrames frames) {
        this.frames = frames;
    }

    @Override
    public @Nullable ByteBuffer frame(long number) throws IOException {
        ForeignPages pages = mapped.get(number);
        if (pages == null) {
            pages = resources.add(frames.map(new long[] {number}, false));
            mapped.put(number, pages);
        }
        return pages.page(0);
    }

    @Override
    public void close() throws IOException {
        resources.close();
    }
}
