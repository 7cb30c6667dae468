package org.xennotify.testbed.sim.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xennotify.xenstore.Permission;

/** The nodes as one request sees them: the store itself, or a transaction's picture of it. */
interface View {

    /** The node, or null if there is none. */
    @Nullable
    Node read(String path) throws Refused;

    void write(String path, Node node) throws Refused;

    void delete(String path) throws Refused;

    /** How many nodes a domain owns, as far as quotas are concerned. */
    int owned(int domid);

    /** A node was made on behalf of an unprivileged domain. */
    void created();

    /** Something went wrong half way. */
    void spoil();

    /** Tells watches about a change, now or at the end of the transaction. */
    void changed(Change change);

    /**
     * A change that watches may be told about.
     *
     * @param exact whether only watches of the very path are concerned
     * @param node the node as it is, or as it was if it is gone; null to look it up
     * @param before the permissions it had, if they may matter
     */
    record Change(
            String path,
            boolean exact,
            @Nullable Node node,
            @Nullable List<Permission> before) {}
}
