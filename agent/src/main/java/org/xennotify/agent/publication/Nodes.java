package org.xennotify.agent.publication;

import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStore;
import org.xennotify.xenstore.XenStoreException;
import org.xennotify.xenstore.XenStoreException.Kind;

/**
 * The agent's nodes, in the order that makes them safe to read without a transaction: the epoch goes first and comes
 * last.
 */
final class Nodes {
    private static final String VERSION = "1";

    private final XenStore store;
    private final GuestNodes nodes;

    Nodes(XenStore store, GuestNodes nodes) {
        this.store = store;
        this.nodes = nodes;
    }

    void publish(String platform, Endpoint endpoint, String epoch) throws XenStoreException {
        withdraw();
        store.write(nodes.version(), VERSION);
        store.write(nodes.platform(), platform);
        store.write(nodes.eventChannel(), Integer.toString(endpoint.port()));
        if (endpoint.hasRing()) {
            store.write(nodes.ringRef(), Integer.toString(endpoint.ringReference()));
        }
        store.write(nodes.epoch(), epoch);
    }

    /** Removes what names a port, a ring or an epoch. */
    void withdraw() throws XenStoreException {
        store.remove(nodes.epoch());
        store.remove(nodes.eventChannel());
        store.remove(nodes.ringRef());
        removeRejection();
    }

    // Dom0 wrote it, perhaps so that only Dom0 may remove it; it names an old epoch and does no harm.
    private void removeRejection() throws XenStoreException {
        try {
            store.remove(nodes.rejected());
        } catch (XenStoreException e) {
            if (e.kind() != Kind.DENIED) {
                throw e;
            }
        }
    }

    /** Removes all that {@link #publish} writes. */
    void removeAll() throws XenStoreException {
        withdraw();
        store.remove(nodes.version());
        store.remove(nodes.platform());
    }
}
