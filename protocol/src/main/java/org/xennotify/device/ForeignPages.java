package org.xennotify.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Frames of another domain's memory, mapped in the order in which they were asked for. Their pages must not be touched
 * after {@link #close}: that ends the process. The guest may change them at any time.
 */
public interface ForeignPages extends AutoCloseable {

    /**
     * One page of {@link SharedPages#PAGE} bytes, little-endian, read-only if it was mapped so; null if the domain has no
     * memory there.
     *
     * @param index 0 to one less than the number of frames that were asked for
     */
    @Nullable
    ByteBuffer page(int index);

    /** Unmaps them. */
    @Override
    void close() throws IOException;
}
