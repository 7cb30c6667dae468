package org.xennotify.lifecycle;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What was acquired, to be released in reverse order, each even if another's release failed. */
public final class Resources implements AutoCloseable {
    private final Deque<AutoCloseable> acquired = new ArrayDeque<>();

    /** Takes charge of a resource and returns it. */
    public synchronized <T extends AutoCloseable> T add(T resource) {
        acquired.push(resource);
        return resource;
    }

    /** Releases everything; what failed is thrown at the end, with each failure suppressed in it. */
    @Override
    public synchronized void close() throws IOException {
        IOException failed = new IOException("not everything could be released");
        while (!acquired.isEmpty()) {
            try {
                acquired.pop().close();
            } catch (Exception e) {
                failed.addSuppressed(e);
            }
        }
        if (failed.getSuppressed().length > 0) {
            throw failed;
        }
    }
}
