package org.xennotify.listener.sink;

import java.io.IOException;

/** What lines are written to. Not thread-safe. */
public interface Output extends AutoCloseable {

    /**
     * Writes a line to the operating system.
     *
     * @return false if it cannot be written now; nothing of it remains then
     */
    boolean write(JsonBytes line);

    @Override
    void close() throws IOException;
}
