package org.xennotify.testbed.sim.evtchn;

import org.xennotify.device.sim.SimError;

/** What the hypervisor or the kernel refuses. */
final class PortRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final SimError error;

    PortRefused(SimError error) {
        super(error.name(), null, false, false);
        this.error = error;
    }

    SimError error() {
        return error;
    }
}
