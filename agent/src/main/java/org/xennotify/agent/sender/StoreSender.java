package org.xennotify.agent.sender;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.xennotify.agent.door.StoreDoor;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;
import org.xennotify.lifecycle.Threads;
import org.xennotify.xenstore.XenStoreClient;

/** Sends through the store door with no agent between. */
final class StoreSender implements Sender {
    private static final String USER = "";

    private final XenStoreClient store;
    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, Threads.named("store-door"));
    private final StoreDoor door;

    private StoreSender(XenStoreClient store) {
        this.store = store;
        this.door = new StoreDoor(store, worker, USER);
    }

    static StoreSender open(Platform platform) throws UnavailableException {
        return new StoreSender(XenStoreClient.connect(platform::openStore));
    }

    @Override
    public Outcome send(Request request) throws IOException {
        if (!(request instanceof Request.Send send)) {
            return new Outcome.Failed(Exit.UNAVAILABLE, "only the running agent does that.");
        }
        try {
            return door.send(USER, send.submission()).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IOException("interrupted while sending", e);
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
        store.close();
    }
}
