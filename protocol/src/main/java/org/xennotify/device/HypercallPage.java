package org.xennotify.device;

import java.nio.ByteBuffer;

/**
 * A page of machine code by which this process calls the hypervisor. It was written before it became executable, and is
 * never both.
 */
public interface HypercallPage extends AutoCloseable {
    /** Bytes of code at most. */
    int SIZE = 4096;

    /**
     * Calls the routine that begins at {@code offset}, as a function {@code void routine(void *memory)} of the System V
     * ABI for x86-64: memory in {@code rdi}; where functions are called otherwise, a bridge is laid. Returns when the
     * routine does. A routine that faults ends the JVM. Not to be called while the page is closed, or after.
     *
     * @param memory direct; its address at index 0 is passed
     */
    void call(int offset, ByteBuffer memory);

    @Override
    void close();
}
