package org.xennotify.testbed.sim.store;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xennotify.xenstore.Permission;

/**
 * A transaction's picture of the store, as xenstored keeps it: copies of the nodes it has seen, each with the generation
 * it was seen at. It can be committed if none of them has changed since.
 */
final class StoreTransaction implements View {
    private static final long ABSENT = -1;

    private static final class Seen {
        private final long generation;
        private final @Nullable List<Permission> before;
        private @Nullable Node now;
        private boolean modified;
        private boolean fires;
        private boolean exact = true;

        private Seen(@Nullable Node node) {
            this.now = node;
            this.generation = node == null ? ABSENT : node.generation();
            this.before = node == null ? null : node.permissions();
        }
    }

    private static final int MAX_NODES = 1024;

    private final Tree tree;
    private final Caller caller;
    private final Map<String, Seen> seen = new LinkedHashMap<>();
    private final Map<Integer, Integer> more = new HashMap<>();
    private boolean created;
    private boolean spoilt;

    StoreTransaction(Tree tree, Caller caller) {
        this.tree = tree;
        this.caller = caller;
        tree.nextGeneration();
    }

    private Seen see(String path) throws Refused {
        Seen known = seen.get(path);
        if (known != null) {
            return known;
        }
        if (seen.size() >= MAX_NODES && !caller.privileged()) {
            spoilt = true;
            throw new Refused("ENOSPC");
        }
        Seen first = new Seen(tree.read(path));
        seen.put(path, first);
        return first;
    }

    @Override
    public @Nullable Node read(String path) throws Refused {
        return see(path).now;
    }

    @Override
    public void write(String path, Node node) throws Refused {
        replace(see(path), node.at(tree.nextGeneration()));
    }

    @Override
    public void delete(String path) throws Refused {
        replace(see(path), null);
    }

    private void replace(Seen at, @Nullable Node node) {
        count(at.now, -1);
        count(node, 1);
        at.now = node;
        at.modified = true;
    }

    private void count(@Nullable Node node, int by) {
        if (node != null) {
            more.merge(node.owner(), by, Integer::sum);
        }
    }

    // As in xenstored, what a transaction makes is held against the quota when it is committed.
    @Override
    public int owned(int domid) {
        return tree.owned(domid);
    }

    @Override
    public void created() {
        created = true;
    }

    @Override
    public void spoil() {
        spoilt = true;
    }

    @Override
    public void changed(Change change) {
        Seen at = seen.get(change.path());
        if (at != null) {
            at.exact = change.exact() && at.exact;
            at.fires = true;
        }
    }

    /** Makes the picture the store, or refuses with EAGAIN if what it shows has changed. */
    void commit(Flavour flavour) throws Refused {
        if (spoilt) {
            throw new Refused("ENOMEM");
        }
        checkQuota(flavour);
        for (Map.Entry<String, Seen> entry : seen.entrySet()) {
            if (new Seen(tree.read(entry.getKey())).generation != entry.getValue().generation) {
                throw new Refused("EAGAIN");
            }
        }
        seen.forEach(this::apply);
    }

    private void checkQuota(Flavour flavour) throws Refused {
        if (created && !caller.privileged()) {
            for (Map.Entry<Integer, Integer> change : more.entrySet()) {
                if (change.getKey() != 0 && tree.owned(change.getKey()) + change.getValue() >= flavour.maxNodes()) {
                    throw new Refused(flavour.nodesFull());
                }
            }
        }
    }

    private void apply(String path, Seen at) {
        if (!at.modified) {
            return;
        }
        if (at.now != null) {
            tree.write(path, at.now);
        } else {
            tree.delete(path);
        }
        if (at.fires) {
            tree.changed(new Change(path, at.exact, null, at.before));
        }
    }
}
