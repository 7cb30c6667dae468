package org.xennotify.testbed.sim.store;

import java.util.ArrayList;
import java.util.List;
import org.xennotify.xenstore.Permission;

/**
 * One node; a change makes a new one.
 *
 * @param generation the host's count of changes when this one was made
 * @param permissions the owner first, never empty
 * @param children names, in the order in which they were made
 */
@SuppressWarnings("ArrayRecordComponent") // values are never changed nor compared
record Node(long generation, List<Permission> permissions, byte[] value, List<String> children) {
    // xenstored's struct xs_tdb_record_hdr before 4.18, and its struct xs_permissions
    private static final int HEADER = 24;
    private static final int PERMISSION = 8;

    static Node empty(List<Permission> permissions) {
        return new Node(0, List.copyOf(permissions), new byte[0], List.of());
    }

    int owner() {
        return permissions.get(0).domid();
    }

    Node at(long newGeneration) {
        return new Node(newGeneration, permissions, value, children);
    }

    Node withValue(byte[] newValue) {
        return new Node(generation, permissions, newValue, children);
    }

    Node withPermissions(List<Permission> newPermissions) {
        return new Node(generation, List.copyOf(newPermissions), value, children);
    }

    Node withChild(String name) {
        List<String> more = new ArrayList<>(children);
        more.add(name);
        return new Node(generation, permissions, value, more);
    }

    Node withoutChild(String name) {
        List<String> fewer = new ArrayList<>(children);
        fewer.remove(name);
        return new Node(generation, permissions, value, fewer);
    }

    /** A node made by {@code caller} below this one. */
    Node heir(Caller caller) {
        List<Permission> inherited = new ArrayList<>(permissions);
        if (!caller.privileged()) {
            inherited.set(0, new Permission(inherited.get(0).access(), caller.domid()));
        }
        return empty(inherited);
    }

    /** What the daemon's record of this node takes, in bytes: what the quota of node size is about. */
    int size() {
        int names = children.stream().mapToInt(name -> name.length() + 1).sum();
        return HEADER + PERMISSION * permissions.size() + value.length + names;
    }
}
