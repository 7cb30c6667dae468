package org.xennotify.listener.discovery;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.device.Domain;
import org.xennotify.device.Domains;
import org.xennotify.lifecycle.Reason;
import org.xennotify.lifecycle.Recurring;

/**
 * Compares the domains that exist with those that are known, whenever it is told that something may have changed. A
 * suspended domain exists; one that is dying or has shut down for another reason has ended.
 */
public final class Discovery {

    /** Hears who comes and goes, on one thread at a time. */
    public interface Audience {
        void appeared(GuestId guest);

        void ended(GuestId guest);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private final Domains domains;
    private final Audience audience;
    private final Set<GuestId> known = new HashSet<>();
    private final Recurring look;
    private final Retry retry;
    private boolean failing;

    public Discovery(Domains domains, Audience audience, Executor executor, ScheduledExecutorService timer) {
        this.domains = domains;
        this.audience = audience;
        this.look = new Recurring(executor, this::look);
        this.retry = new Retry(timer, look::signal);
    }

    /** Says that domains may have come or gone. Never blocks. */
    public void signal() {
        look.signal();
    }

    private void look() {
        try {
            compare();
            retry.reset();
            failing = false;
        } catch (IOException e) {
            failed(e);
            retry.later();
        }
    }

    private void failed(IOException e) {
        if (!failing) {
            LOG.warn("cannot list the domains, trying again: {}", Reason.of(e));
        }
        failing = true;
    }

    private void compare() throws IOException {
        Set<GuestId> present = new HashSet<>();
        for (Domain domain : domains.list()) {
            if (domain.domid() != 0 && !domain.ended()) {
                present.add(new GuestId(domain.domid(), domain.uuid()));
            }
        }
        known.stream().filter(guest -> !present.contains(guest)).forEach(audience::ended);
        present.stream().filter(guest -> !known.contains(guest)).forEach(audience::appeared);
        known.clear();
        known.addAll(present);
    }
}
