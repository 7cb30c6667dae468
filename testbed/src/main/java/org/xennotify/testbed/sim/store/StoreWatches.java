package org.xennotify.testbed.sim.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xennotify.testbed.sim.store.View.Change;
import org.xennotify.xenstore.Permission;

/** All watches of all connections, found by what they watch. */
final class StoreWatches {

    /** Looks a node up without leaving a trace. */
    interface Lookup {
        @Nullable
        Node read(String path);
    }

    private final Map<String, List<StoreWatch>> byPath = new HashMap<>();
    private final Map<String, List<Permission>> special = new HashMap<>();
    private final Lookup nodes;
    private long lastOrder;

    StoreWatches(Lookup nodes) {
        this.nodes = nodes;
        List<Permission> dom0Only = List.of(new Permission(Permission.Access.NONE, 0));
        special.put("@introduceDomain", dom0Only);
        special.put("@releaseDomain", dom0Only);
    }

    StoreWatch add(StoreSession session, String path, int prefix, String token, int depth) {
        StoreWatch watch = new StoreWatch(session, path, prefix, token, depth, ++lastOrder);
        byPath.computeIfAbsent(path, none -> new ArrayList<>()).add(watch);
        return watch;
    }

    void remove(StoreWatch watch) {
        byPath.computeIfPresent(watch.path(), (path, watches) -> {
            watches.remove(watch);
            return watches.isEmpty() ? null : watches;
        });
    }

    void fire(Change change) {
        List<String> watched = change.exact() ? List.of(change.path()) : Paths.upwards(change.path());
        fire(watched, watch -> watch.reaches(change.path()) && mayHear(watch.session(), change), change.path());
    }

    private void fire(List<String> watched, Predicate<StoreWatch> concerned, String path) {
        watched.stream()
                .flatMap(each -> byPath.getOrDefault(each, List.of()).stream())
                .filter(concerned)
                .sorted(Comparator.comparingLong(StoreWatch::order))
                .toList()
                .forEach(watch -> watch.fire(path));
    }

    private boolean mayHear(StoreSession session, Change change) {
        Caller caller = session.caller();
        if (caller.privileged() || (change.before() != null && caller.mayRead(change.before()))) {
            return true;
        }
        Node node = change.node() != null ? change.node() : nodes.read(change.path());
        if (node == null) {
            return false;
        }
        Node parent = nodes.read(Paths.parent(change.path()));
        return caller.mayRead(node.permissions()) || (parent != null && caller.mayRead(parent.permissions()));
    }

    /** Tells of a domain that came or went; who looks deeper than the name is told which. */
    void fireSpecial(String name, int domid) {
        List<Permission> permissions = special.getOrDefault(name, List.of());
        Predicate<StoreWatch> allowed = watch -> watch.session().caller().mayRead(permissions);
        fire(List.of(name), allowed.and(watch -> watch.depth() == StoreWatch.ANY_DEPTH), name);
        String withDomain = name + "/" + domid;
        fire(List.of(name), allowed.and(watch -> watch.depth() > 0), withDomain);
        fire(List.of(withDomain), allowed, withDomain);
    }

    void setSpecialPermissions(Caller caller, String name, List<Permission> permissions) throws Refused {
        List<Permission> before = special.get(name);
        if (before == null) {
            throw new Refused("EINVAL");
        }
        if (!caller.rights(before).contains(Caller.Right.OWN)) {
            throw new Refused("EACCES");
        }
        special.put(name, List.copyOf(permissions));
    }

    /** What is watched, for a report. */
    List<StoreWatch> all() {
        return byPath.values().stream().flatMap(List::stream).toList();
    }
}
