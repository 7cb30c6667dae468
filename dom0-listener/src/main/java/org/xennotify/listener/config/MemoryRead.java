package org.xennotify.listener.config;

/**
 * Memory of the caller of a trap that its handler is given.
 *
 * @param pointer where in the payload its address stands, 8 bytes: 0 to {@link #LAST_POINTER}
 * @param length in bytes, 1 to {@link #LONGEST}
 */
public record MemoryRead(int pointer, int length) {
    /** No trap has more payload than a block of 4,096 bytes holds. */
    public static final int LAST_POINTER = 4096 - Long.BYTES;

    public static final int LONGEST = 65_536;

    /** How many of them one route may have. */
    public static final int MOST = 16;

    public MemoryRead {
        if (pointer < 0 || pointer > LAST_POINTER || length < 1 || length > LONGEST) {
            throw new IllegalArgumentException("read lists { pointer = 0 … " + LAST_POINTER + ", length = 1 … "
                    + LONGEST + " }: where an address stands in the payload, and how many bytes are read there.");
        }
    }
}
