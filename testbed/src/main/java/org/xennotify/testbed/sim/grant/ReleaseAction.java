package org.xennotify.testbed.sim.grant;

import java.util.Optional;
import org.xennotify.testbed.sim.evtchn.HeldPort;

/** What happens when pages go: a byte is cleared, then a port's other end raised. */
record ReleaseAction(int offset, Optional<HeldPort> port) {

    void carryOut(Holding holding) {
        if (!holding.domainDied()) {
            holding.clear(offset);
            port.ifPresent(HeldPort::notifyOther);
        }
        port.ifPresent(HeldPort::close);
    }
}
