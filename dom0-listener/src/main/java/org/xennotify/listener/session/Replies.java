package org.xennotify.listener.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.xennotify.xenstore.Request;
import org.xennotify.xenstore.XenStore;
import org.xennotify.xenstore.XenStoreException;

/** Reads that are under way together, where the transport lets several be. */
final class Replies {
    private Replies() {}

    static CompletableFuture<byte[]> read(XenStore store, String path) {
        return store.submit(new Request.Read(path));
    }

    /** The value of a node, or empty if there is no such node. */
    static Optional<byte[]> await(CompletableFuture<byte[]> reply) throws XenStoreException {
        try {
            return Optional.of(XenStore.await(reply));
        } catch (XenStoreException e) {
            if (e.kind() == XenStoreException.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
