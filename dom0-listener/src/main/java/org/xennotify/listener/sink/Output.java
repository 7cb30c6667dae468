package org.xennotify.listener.sink;

import java.io.IOException;

/** What lines are written to. Not thread-safe. */
public interface Output extends AutoCloseable {

    /**
     * Writes whole lines to the operating system.
     *
     * @return false if they cannot be written now; nothing of them remains then
     */
    boolean write(JsonBytes lines);

    @Override
    void close() throws IOException;
}
