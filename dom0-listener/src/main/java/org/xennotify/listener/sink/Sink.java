package org.xennotify.listener.sink;

import java.io.IOException;

/** Where events end. Shared by all guests. */
public interface Sink extends AutoCloseable {

    /** A way in for one more guest, which waits for no other guest before {@link Batch#flush}. */
    Batch open();

    @Override
    void close() throws IOException;
}
