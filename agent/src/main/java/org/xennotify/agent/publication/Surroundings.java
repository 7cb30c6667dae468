package org.xennotify.agent.publication;

import java.util.Optional;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStore;
import org.xennotify.xenstore.XenStoreException;

/**
 * What XenStore says about this guest at one moment.
 *
 * @param domid absent only where the toolstack did not write it
 * @param epoch that of whoever has published here
 * @param quiesce whether Dom0 asks for no event channel
 * @param rejected {@code <epoch> <reason>}
 * @param listener whether one says that it is attached
 */
record Surroundings(
        Optional<String> domid, Optional<String> epoch, boolean quiesce, Optional<String> rejected, boolean listener) {

    private static final String DOMID = "domid";

    static Surroundings look(XenStore store, GuestNodes nodes) throws XenStoreException {
        Optional<String> epoch = store.findText(nodes.epoch());
        boolean quiesce = store.exists(nodes.quiesce());
        Optional<String> rejected = store.findText(nodes.rejected());
        Optional<String> listener = store.findText(nodes.listener()).filter(Surroundings::isAttached);
        // Last: if a resume came between, the new domid says so.
        Optional<String> domid = store.findText(DOMID);
        return new Surroundings(domid, epoch, quiesce, rejected, listener.isPresent());
    }

    static String[] paths(GuestNodes nodes) {
        return new String[] {DOMID, nodes.epoch(), nodes.quiesce(), nodes.rejected(), nodes.listener()};
    }

    private static boolean isAttached(String listener) {
        return listener.matches("1 [0-9a-f]{16}");
    }

    /** Why Dom0 gave that epoch up, in printable ASCII; empty if it did not. */
    Optional<String> rejectionOf(String ours) {
        return rejected.filter(text -> text.equals(ours) || text.startsWith(ours + " "))
                .map(text -> Text.printable(text.substring(ours.length()).strip()));
    }
}
