package org.xennotify.testbed.sim.store;

import java.util.LinkedHashSet;
import java.util.Set;
import org.xennotify.testbed.sim.net.Link;

/** What one domain's connections have in use together: in a real guest they share one ring. */
final class Account {
    // xenstored's quota_req_outstanding
    private static final int MAX_OUTSTANDING = 20;

    private final boolean limited;
    private final Set<Link> links = new LinkedHashSet<>();
    private int watches;
    private int transactions;
    private int outstanding;

    Account(boolean limited) {
        this.limited = limited;
    }

    void join(Link link) {
        links.add(link);
        link.stall(isFull());
    }

    void leave(Link link) {
        links.remove(link);
    }

    void watches(int by) {
        watches += by;
    }

    void checkWatches(Flavour flavour) throws Refused {
        if (limited && watches > flavour.maxWatches()) {
            throw new Refused(flavour.watchesFull());
        }
    }

    void transactions(int by) {
        transactions += by;
    }

    void checkTransactions(Flavour flavour) throws Refused {
        if (limited && transactions > flavour.maxTransactions()) {
            throw new Refused(flavour.transactionsFull());
        }
    }

    /** A request came in: as long as its reply or events that it caused wait to be written, it counts. */
    void begin() {
        outstanding++;
        if (outstanding == MAX_OUTSTANDING && limited) {
            links.forEach(link -> link.stall(true));
        }
    }

    void end() {
        outstanding--;
        if (outstanding == MAX_OUTSTANDING - 1 && limited) {
            links.forEach(link -> link.stall(false));
        }
    }

    private boolean isFull() {
        return limited && outstanding >= MAX_OUTSTANDING;
    }
}
