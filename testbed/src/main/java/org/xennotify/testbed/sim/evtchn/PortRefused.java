package org.xennotify.testbed.sim.evtchn;

import org.xennotify.device.sim.PortError;

/** What the hypervisor or the kernel refuses. */
final class PortRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final PortError error;

    PortRefused(PortError error) {
        super(error.name(), null, false, false);
        this.error = error;
    }

    PortError error() {
        return error;
    }
}
