package org.xennotify.listener.daemon;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.device.Platform;
import org.xennotify.device.StoreTransport;
import org.xennotify.device.UnavailableException;
import org.xennotify.xenstore.XenStoreClient;

/** Connects to XenStore, and says when a connection is lost and when there is one again; once each. */
final class StoreConnector implements XenStoreClient.Connector {
    private enum State {
        NEVER,
        CONNECTED,
        LOST
    }

    private static final Logger LOG = LoggerFactory.getLogger(StoreConnector.class);

    private final Platform platform;
    private State state = State.NEVER;

    StoreConnector(Platform platform) {
        this.platform = platform;
    }

    /** Called again only after the last connection has ended, by one thread at a time. */
    @Override
    public StoreTransport open() throws UnavailableException {
        if (state == State.CONNECTED) {
            LOG.warn("the connection to XenStore is lost: waiting for the daemon");
            state = State.LOST;
        }
        StoreTransport transport = platform.openStore();
        if (state == State.LOST) {
            LOG.info("connected to XenStore again");
        }
        state = State.CONNECTED;
        return transport;
    }
}
