package org.xennotify.listener.session;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStore;
import org.xennotify.xenstore.XenStoreException;

/** Reads a publication as a whole: its epoch, the rest, and the epoch again. */
final class PublicationReader {
    private static final int ATTEMPTS = 4;

    private final XenStore store;
    private final GuestNodes nodes;

    PublicationReader(XenStore store, GuestNodes nodes) {
        this.store = store;
        this.nodes = nodes;
    }

    Finding read() throws XenStoreException {
        Finding finding = new Finding.Unsteady();
        for (int attempt = 0; attempt < ATTEMPTS && finding instanceof Finding.Unsteady; attempt++) {
            finding = readOnce();
        }
        return finding;
    }

    // All at once where the transport pipelines; the daemon answers one connection in order.
    private Finding readOnce() throws XenStoreException {
        List<CompletableFuture<byte[]>> replies = Stream.of(
                        nodes.epoch(),
                        nodes.version(),
                        nodes.platform(),
                        nodes.eventChannel(),
                        nodes.ringRef(),
                        nodes.epoch())
                .map(path -> Replies.read(store, path))
                .toList();
        RawPublication raw = new RawPublication(
                Replies.await(replies.get(0)),
                Replies.await(replies.get(1)),
                Replies.await(replies.get(2)),
                Replies.await(replies.get(3)),
                Replies.await(replies.get(4)));
        return raw.hasEpoch(Replies.await(replies.get(5))) ? raw.parse() : new Finding.Unsteady();
    }
}
