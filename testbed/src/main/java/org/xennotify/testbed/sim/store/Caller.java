package org.xennotify.testbed.sim.store;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.xennotify.xenstore.Permission;

/**
 * Who asks.
 *
 * @param domid 0 for Dom0, which may do everything
 */
record Caller(int domid) {

    /** What one may do with a node. */
    enum Right {
        READ,
        WRITE,
        OWN
    }

    boolean privileged() {
        return domid == 0;
    }

    /** What relative paths are relative to. */
    String home() {
        return Paths.domain(domid);
    }

    /** What this caller may do with a node that has these permissions. */
    Set<Right> rights(List<Permission> permissions) {
        if (privileged() || permissions.get(0).domid() == domid) {
            return EnumSet.allOf(Right.class);
        }
        return permissions.stream()
                .skip(1)
                .filter(permission -> permission.domid() == domid)
                .findFirst()
                .map(Caller::rights)
                .orElseGet(() -> rights(permissions.get(0)));
    }

    private static Set<Right> rights(Permission permission) {
        return switch (permission.access()) {
            case NONE -> EnumSet.noneOf(Right.class);
            case READ -> EnumSet.of(Right.READ);
            case WRITE -> EnumSet.of(Right.WRITE);
            case BOTH -> EnumSet.of(Right.READ, Right.WRITE);
        };
    }

    boolean mayRead(List<Permission> permissions) {
        return rights(permissions).contains(Right.READ);
    }
}
