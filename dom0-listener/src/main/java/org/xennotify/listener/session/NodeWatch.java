package org.xennotify.listener.session;

import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.xennotify.xenstore.Watch;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;

/**
 * Hears of changes to one guest's nodes. Where they do not end it stops listening for a while: the next watch fires at
 * once, which is a look at all of them.
 */
final class NodeWatch {
    private final XenStoreClient store;
    private final String base;
    private final OptionalInt depth;
    private final Brake brake;
    private final Host.Alarm alarm;
    private final Watch.Listener listener;
    private @Nullable Watch watch;

    /** {@code listener} is called on another thread; {@code alarm} brings a turn. */
    NodeWatch(
            XenStoreClient store,
            String base,
            OptionalInt depth,
            Brake brake,
            Host.Alarm alarm,
            Watch.Listener listener) {
        this.store = store;
        this.base = base;
        this.depth = depth;
        this.brake = brake;
        this.alarm = alarm;
        this.listener = listener;
    }

    /** Watches, or does not for a while; to be called in each turn. */
    void keep() throws XenStoreException {
        Duration pause = brake.pause();
        if (pause.isZero()) {
            if (watch == null) {
                watch = store.watch(base, depth, this::changed);
            }
        } else if (watch != null) {
            alarm.after(pause.plusMillis(1)); // timers are not more exact
            close();
        }
    }

    private void changed(String path) {
        Duration unused = brake.take();
        listener.changed(path);
    }

    void close() throws XenStoreException {
        Watch set = watch;
        watch = null;
        if (set != null) {
            set.close();
        }
    }
}
