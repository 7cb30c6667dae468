package org.xennotify.device;

import java.io.IOException;

/** Pages of another domain, mapped by its leave. */
public interface MappedPages extends SharedPages {

    /**
     * Asks the kernel to raise an event channel when the pages go, after the byte of {@link #clearOnRelease}.
     *
     * @param offset of that byte
     * @param port a local port
     */
    void clearAndNotifyOnRelease(int offset, int port) throws IOException;
}
