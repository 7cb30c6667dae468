package org.xennotify.listener.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.xennotify.device.Platform;
import org.xennotify.listener.session.Printable;
import org.xennotify.xenstore.XenStoreClient;

/** How a person names a guest: by its domid, or by the name that the toolstack gave it. */
final class DomainName {
    private static final int WIDEST = 60;

    private DomainName() {}

    /** The domid of a guest that there is. */
    static int find(Platform platform, String name) throws IOException {
        try (XenStoreClient store = XenStoreClient.connect(platform::openStore)) {
            List<String> domids = store.listIfPresent("/local/domain").stream()
                    .filter(domid -> domid.matches("[1-9][0-9]{0,4}"))
                    .toList();
            return Integer.parseInt(domids.contains(name) ? name : called(store, domids, name));
        }
    }

    private static String called(XenStoreClient store, List<String> domids, String name) throws IOException {
        for (String domid : domids) {
            if (store.findText("/local/domain/" + domid + "/name").equals(Optional.of(name))) {
                return domid;
            }
        }
        throw new IOException("there is no guest " + Printable.of(name, WIDEST) + ".");
    }
}
