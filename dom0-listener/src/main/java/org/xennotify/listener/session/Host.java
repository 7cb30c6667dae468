package org.xennotify.listener.session;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.xennotify.device.EventChannelReader;
import org.xennotify.device.GrantMapper;
import org.xennotify.device.Hypervisor;
import org.xennotify.listener.monitor.MonitorNotes;
import org.xennotify.listener.route.Router;
import org.xennotify.xenstore.XenStoreClient;

/**
 * What all sessions share.
 *
 * @param store Dom0's connection to XenStore
 * @param depths whether its watches may be told how deep to look
 * @param channels Dom0's event channels
 * @param mapper maps guests' pages
 * @param hypervisor stops guests and looks into them
 * @param monitorNotes whose virtual CPUs ask us, for the next listener
 * @param router decides what becomes of events
 * @param pool works off guests that have something
 * @param othersWait whether guests wait for a thread of the pool
 * @param timer brings them back when something must be tried again
 * @param heap for what is too large to be kept for each guest
 */
public record Host(
        XenStoreClient store,
        boolean depths,
        EventChannelReader channels,
        GrantMapper mapper,
        Hypervisor hypervisor,
        MonitorNotes monitorNotes,
        Router router,
        Executor pool,
        BooleanSupplier othersWait,
        ScheduledExecutorService timer,
        HeapBudget heap) {

    /** Signals something once, later. */
    interface Alarm {
        void after(Duration pause);
    }

    Alarm alarm(Runnable signal) {
        return pause -> {
            try {
                Future<?> unused = timer.schedule(signal, pause.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopped) {
                // The process is about to end.
            }
        };
    }
}
