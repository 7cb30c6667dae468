package org.xennotify.listener.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.ForeignPages;
import org.xennotify.lifecycle.Resources;

/**
 * Frames that stay mapped for a moment, because mapping is most of what an access costs and a busy guest comes again with
 * the same ones. What is mapped is the memory itself: only if the guest's kernel gives a frame's memory back to Xen and
 * gets other memory for its number, all within {@link #KEEP}, is it no longer the guest's. One thread at a time.
 */
public final class KeptFrames implements GuestFrames, AutoCloseable {
    /** How long a frame may stay mapped. */
    public static final Duration KEEP = Duration.ofMillis(100);

    /** Frames that are kept beyond the turn in which they are used. */
    private static final int MOST = 64;

    private record Key(long frame, boolean writable) {}

    private final GuestFrames frames;
    private final LongSupplier nanoTime;
    private final Runnable onKept;
    private final Map<Key, ForeignPages> kept = new HashMap<>();
    private long since;

    /** {@code onKept} hears that {@link #expire} is to be called when {@link #KEEP} has gone by. */
    public KeptFrames(GuestFrames frames, LongSupplier nanoTime, Runnable onKept) {
        this.frames = frames;
        this.nanoTime = nanoTime;
        this.onKept = onKept;
    }

    /** The result need not be closed, and is good until {@link #expire} or {@link #close}. */
    @Override
    public ForeignPages map(long[] numbers, boolean writable) throws IOException {
        @Nullable ByteBuffer[] pages = new ByteBuffer[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            pages[i] = page(new Key(numbers[i], writable));
        }
        return new Borrowed(pages);
    }

    private @Nullable ByteBuffer page(Key key) throws IOException {
        ForeignPages pages = kept.get(key);
        if (pages == null) {
            pages = frames.map(new long[] {key.frame}, key.writable);
            keep(key, pages);
        }
        return pages.page(0);
    }

    private void keep(Key key, ForeignPages pages) {
        if (kept.isEmpty()) {
            since = nanoTime.getAsLong();
            onKept.run();
        }
        kept.put(key, pages);
    }

    /** Unmaps all if the time of the first is over, or if they are too many; not in the midst of an access. */
    public void expire() throws IOException {
        if (!kept.isEmpty() && (kept.size() > MOST || nanoTime.getAsLong() - since >= KEEP.toNanos())) {
            close();
        }
    }

    /** Unmaps all. */
    @Override
    public void close() throws IOException {
        Resources all = new Resources();
        kept.values().forEach(all::add);
        kept.clear();
        all.close();
    }

    @SuppressWarnings("ArrayRecordComponent") // made once, asked, never compared
    private record Borrowed(@Nullable ByteBuffer[] pages) implements ForeignPages {
        @Override
        public @Nullable ByteBuffer page(int index) {
            return pages[index];
        }

        @Override
        public void close() {
            // They stay.
        }
    }
}
