package org.xennotify.listener.session;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.xennotify.device.EventChannelReader;
import org.xennotify.listener.route.Router;
import org.xennotify.xenstore.XenStoreClient;

/**
 * What all sessions share.
 *
 * @param store Dom0's connection to XenStore
 * @param depths whether its watches may be told how deep to look
 * @param channels Dom0's event channels
 * @param router decides what becomes of events
 * @param pool works off guests that have something
 * @param timer brings them back when something must be tried again
 */
public record Host(
        XenStoreClient store,
        boolean depths,
        EventChannelReader channels,
        Router router,
        Executor pool,
        ScheduledExecutorService timer) {}
