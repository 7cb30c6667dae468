package org.xennotify.testbed.endtoend;

import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.store.Flavour;

/** Which XenStore daemon the simulated host behaves like. */
enum Daemon {
    XENSTORED(Flavour.XENSTORED),
    XENSTORED_WITH_DEPTHS(Flavour.XENSTORED_4_22),
    OXENSTORED(Flavour.OXENSTORED);

    private final Flavour flavour;

    Daemon(Flavour flavour) {
        this.flavour = flavour;
    }

    OnSimHost host() {
        return new OnSimHost(flavour);
    }
}
