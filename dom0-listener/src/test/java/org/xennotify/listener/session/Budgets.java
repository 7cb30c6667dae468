package org.xennotify.listener.session;

import java.util.UUID;
import org.xennotify.listener.discovery.GuestId;

/** Budgets for tests that are about something else. */
final class Budgets {
    private Budgets() {}

    /** What a guest has from the beginning. */
    static Budget of(Host host) {
        return Budget.of(host, new GuestLog(new GuestId(3, new UUID(0, 3)), call -> pause -> {}), () -> {});
    }
}
