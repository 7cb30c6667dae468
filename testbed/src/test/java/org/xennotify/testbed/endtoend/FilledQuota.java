package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.xennotify.testbed.sim.SimGuest;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;

/** A guest's nodes in XenStore, as many as it may have. */
final class FilledQuota {
    private static final String FILLER = "data/filler";

    private final SimGuest guest;
    private boolean full;

    FilledQuota(SimGuest guest) {
        this.guest = guest;
    }

    boolean isFull() {
        return full;
    }

    void fill() throws IOException {
        if (!full) {
            full = true;
            try (XenStoreClient store = XenStoreClient.connect(guest.platform()::openStore)) {
                for (int i = 0; ; i++) {
                    store.write(FILLER + "/" + i, "");
                }
            } catch (XenStoreException quotaReached) {
                assertThat(quotaReached.kind()).isEqualTo(XenStoreException.Kind.FULL);
            }
        }
    }

    void free() throws IOException {
        if (full) {
            full = false;
            try (XenStoreClient store = XenStoreClient.connect(guest.platform()::openStore)) {
                store.remove(FILLER);
            }
        }
    }

    /** The domain's tree is gone. */
    void forget() {
        full = false;
    }
}
