package org.xennotify.device;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Pages of 4,096 bytes that two domains see at the same time, as one piece of memory.
 *
 * <p>The memory must not be touched after {@link #close}: that ends the process. Whoever shares it among threads keeps
 * them apart from the closing.
 */
public interface SharedPages extends AutoCloseable {

    /** Bytes of a page, on every Xen interface. */
    int PAGE = 4096;

    /** The pages, little-endian; read-only if they were mapped so. */
    ByteBuffer memory();

    /**
     * Asks the kernel to set one byte to 0 when the pages go, however this process ends.
     *
     * @param offset of the byte
     */
    void clearOnRelease(int offset) throws IOException;

    /** Gives the pages back; what was asked for by {@link #clearOnRelease} happens now. */
    @Override
    void close() throws IOException;
}
