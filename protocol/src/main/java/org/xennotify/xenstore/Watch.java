package org.xennotify.xenstore;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import org.xennotify.lifecycle.Recurring;

/**
 * Tells that something at or below a path may have changed. Daemons merge and repeat such events, and so does this: they
 * mean "look again", never how often. It fires once when set, and again whenever the connection was renewed.
 */
public final class Watch implements AutoCloseable {

    /** Looks again at what may have changed; called on the client's watch thread, which it must not hold for long. */
    public interface Listener {
        /** Something changed at or below the watched path; {@code path} is relative if that is. */
        void changed(String path);
    }

    // Beyond this many, a consumer is better served by one look at the whole.
    private static final int DISTINCT_PATHS = 64;

    private final XenStoreClient client;
    private final String path;
    private final String token;
    private final OptionalInt depth;
    private final Listener listener;
    private final Recurring delivery;
    private final Set<String> changed = new LinkedHashSet<>();
    private volatile boolean closed;

    Watch(XenStoreClient client, String path, String token, OptionalInt depth, Listener listener, Executor executor) {
        this.client = client;
        this.path = path;
        this.token = token;
        this.depth = depth;
        this.listener = listener;
        this.delivery = new Recurring(executor, this::deliver);
    }

    Request.Watch request() {
        return new Request.Watch(path, token, depth);
    }

    String token() {
        return token;
    }

    void fire(String changedPath) {
        synchronized (changed) {
            if (changed.size() >= DISTINCT_PATHS) {
                changed.clear();
                changed.add(path);
            } else {
                changed.add(changedPath);
            }
        }
        delivery.signal();
    }

    private void deliver() {
        List<String> paths;
        synchronized (changed) {
            paths = new ArrayList<>(changed);
            changed.clear();
        }
        for (String changedPath : paths) {
            if (!closed) {
                listener.changed(changedPath);
            }
        }
    }

    /** Removes the watch; the listener is not called again once this has returned on the watch thread. */
    @Override
    public void close() throws XenStoreException {
        closed = true;
        client.unwatch(this, new Request.Unwatch(path, token));
    }
}
