package org.xennotify.testbed.sim.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.xennotify.testbed.sim.store.Caller.Right;
import org.xennotify.testbed.sim.store.View.Change;
import org.xennotify.xenstore.Permission;

/** What can be done with nodes, with the order of checks of xenstored_core.c in Xen 4.17, which decides the error. */
final class Operations {
    private static final int MAX_PERMISSIONS = 5;

    private final Flavour flavour;
    private final IntPredicate domainExists;

    Operations(Flavour flavour, IntPredicate domainExists) {
        this.flavour = flavour;
        this.domainExists = domainExists;
    }

    /** The absolute form of a path that a client gave. */
    String absolute(Caller caller, String path) throws Refused {
        String absolute = path.startsWith("/") ? path : caller.home() + "/" + path;
        if (Paths.special(path) || !Paths.valid(absolute, flavour.maxPath())) {
            throw new Refused("EINVAL");
        }
        return absolute;
    }

    /** The node, which the caller may read. */
    Node get(View view, Caller caller, String path) throws Refused {
        return present(find(view, caller, absolute(caller, path), Set.of(Right.READ)));
    }

    private static Node present(@Nullable Node node) throws Refused {
        if (node == null) {
            throw new Refused("ENOENT");
        }
        return node;
    }

    /** The node if there is one, or EACCES if the caller lacks the rights, or may not even know that it is absent. */
    private static @Nullable Node find(View view, Caller caller, String path, Set<Right> wanted) throws Refused {
        Node node = view.read(path);
        boolean allowed = node == null
                ? wanted.stream().anyMatch(rightsAbove(view, caller, path)::contains)
                : caller.rights(node.permissions()).containsAll(wanted);
        if (!allowed) {
            throw new Refused("EACCES");
        }
        return node;
    }

    private static Set<Right> rightsAbove(View view, Caller caller, String path) throws Refused {
        return caller.rights(nearestAbove(view, path).permissions());
    }

    private static Node nearestAbove(View view, String path) throws Refused {
        String above = path;
        Node node = null;
        while (node == null) {
            above = Paths.parent(above);
            node = view.read(above);
        }
        return node;
    }

    void write(View view, Caller caller, String path, byte[] value) throws Refused {
        String absolute = absolute(caller, path);
        Node node = find(view, caller, absolute, Set.of(Right.WRITE));
        if (node == null) {
            create(view, caller, absolute, value);
        } else {
            put(view, caller, absolute, node.withValue(value));
        }
        changed(view, absolute, null);
    }

    void makeDirectory(View view, Caller caller, String path) throws Refused {
        String absolute = absolute(caller, path);
        if (find(view, caller, absolute, Set.of(Right.WRITE)) == null) {
            create(view, caller, absolute, new byte[0]);
            changed(view, absolute, null);
        }
    }

    private static void changed(View view, String path, @Nullable List<Permission> before) throws Refused {
        view.changed(new Change(path, false, view.read(path), before));
    }

    private void put(View view, Caller caller, String path, Node node) throws Refused {
        if (flavour.tooBig(caller, node)) {
            view.spoil();
            throw new Refused(flavour.nodeTooBig());
        }
        view.write(path, node);
    }

    private record Made(String path, Node node) {}

    private void create(View view, Caller caller, String path, byte[] value) throws Refused {
        view.created();
        List<Made> missing = missing(view, caller, path, value);
        checkQuota(view, caller, missing);
        for (Made made : missing) {
            view.write(made.path(), made.node());
        }
    }

    /** The node, those above it that are missing too, and last the one that is there, with its new child. */
    private static List<Made> missing(View view, Caller caller, String path, byte[] value) throws Refused {
        List<String> missing = new ArrayList<>();
        String at = path;
        Node heir = view.read(at);
        while (heir == null) {
            missing.add(0, at);
            at = Paths.parent(at);
            heir = view.read(at);
        }
        List<Made> made = new ArrayList<>();
        for (String next : missing) {
            made.add(0, new Made(at, heir.withChild(Paths.name(next))));
            heir = heir.heir(caller);
            at = next;
        }
        made.add(0, new Made(path, heir.withValue(value)));
        return made;
    }

    // The daemon writes bottom up and undoes what it has written when it meets a quota.
    private void checkQuota(View view, Caller caller, List<Made> missing) throws Refused {
        for (int i = 0; i < missing.size(); i++) {
            boolean counts = i < missing.size() - 1 && !caller.privileged();
            if (counts && view.owned(caller.domid()) + i >= flavour.maxNodes()) {
                throw new Refused(flavour.nodesFull());
            }
            if (flavour.tooBig(caller, missing.get(i).node())) {
                view.spoil();
                throw new Refused(flavour.nodeTooBig());
            }
        }
    }

    void remove(View view, Caller caller, String path) throws Refused {
        String absolute = absolute(caller, path);
        Node node = find(view, caller, absolute, Set.of(Right.WRITE));
        if (node == null) {
            present(view.read(Paths.parent(absolute)));
        } else if (absolute.equals(Paths.ROOT)) {
            throw new Refused("EINVAL");
        } else {
            removeWithChild(view, absolute);
        }
    }

    /** Removes a node that is there, with all below it, whoever asks. */
    static void removeWithChild(View view, String path) throws Refused {
        removeAll(view, path, present(view.read(path)), path);
        String above = Paths.parent(path);
        view.write(above, present(view.read(above)).withoutChild(Paths.name(path)));
    }

    private static void removeAll(View view, String path, Node node, String top) throws Refused {
        for (String name : node.children()) {
            String child = Paths.child(path, name);
            removeAll(view, child, present(view.read(child)), top);
        }
        view.delete(path);
        view.changed(new Change(path, !path.equals(top), node, null));
    }

    void setPermissions(View view, Caller caller, String path, List<Permission> permissions) throws Refused {
        if (!caller.privileged() && permissions.size() > MAX_PERMISSIONS) {
            throw new Refused("ENOSPC");
        }
        if (!domainExists.test(permissions.get(0).domid())) {
            throw new Refused("ENOENT");
        }
        String absolute = absolute(caller, path);
        Node node = present(find(view, caller, absolute, Set.of(Right.WRITE, Right.OWN)));
        if (!caller.privileged() && node.owner() != permissions.get(0).domid()) {
            throw new Refused("EPERM");
        }
        put(view, caller, absolute, node.withPermissions(permissions));
        changed(view, absolute, node.permissions());
    }
}
