package org.xennotify.testbed.sim;

import java.util.List;
import org.xennotify.testbed.sim.store.StoreDaemon;
import org.xennotify.xenstore.Permission;
import org.xennotify.xenstore.Permission.Access;

/** The nodes that libxl makes for a domain, as far as they matter here (libxl_create.c). */
final class DomainNodes {
    private static final List<String> GUESTS_OWN = List.of(
            "data",
            "drivers",
            "feature",
            "attr",
            "error",
            "control/shutdown",
            "control/feature-poweroff",
            "control/feature-reboot",
            "control/feature-suspend",
            "control/sysrq",
            "device/suspend/event-channel");

    private final StoreDaemon store;

    DomainNodes(StoreDaemon store) {
        this.store = store;
    }

    /** What xen-init-dom0 writes. */
    void writeDom0() {
        store.write(home(0) + "/domid", "0");
        store.write(home(0) + "/name", "Domain-0");
    }

    void write(Machine machine) {
        int domid = machine.domid();
        List<Permission> readable = List.of(new Permission(Access.NONE, 0), new Permission(Access.READ, domid));
        write(vm(machine), "", readable);
        store.write(vm(machine) + "/name", machine.name());
        store.write(vm(machine) + "/uuid", machine.uuid().toString());
        write(home(domid), "", readable);
        store.write(home(domid) + "/vm", vm(machine));
        store.write(home(domid) + "/name", machine.name());
        for (String directory : List.of("cpu", "memory", "device", "control", "store")) {
            store.write(home(domid) + "/" + directory, "");
        }
        List<Permission> own = List.of(new Permission(Access.NONE, domid));
        GUESTS_OWN.forEach(node -> write(home(domid) + "/" + node, "", own));
        store.write(home(domid) + "/domid", Integer.toString(domid));
        store.write("/libxl/" + domid + "/type", "pvh");
    }

    private void write(String path, String value, List<Permission> permissions) {
        store.write(path, value);
        store.setPermissions(path, permissions);
    }

    void remove(Machine machine) {
        store.remove(vm(machine));
        store.remove(home(machine.domid()));
        store.remove("/libxl/" + machine.domid());
    }

    private static String home(int domid) {
        return "/local/domain/" + domid;
    }

    private static String vm(Machine machine) {
        return "/vm/" + machine.uuid();
    }
}
