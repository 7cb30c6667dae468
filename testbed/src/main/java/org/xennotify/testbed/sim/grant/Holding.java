package org.xennotify.testbed.sim.grant;

import java.util.Optional;
import org.xennotify.testbed.sim.evtchn.HeldPort;

/** What a process has of shared pages until it gives it back or ends. */
abstract sealed class Holding permits Grant, Mapping {
    private final int number;
    private final int domid;
    private Optional<ReleaseAction> action = Optional.empty();
    private boolean domainDied;

    Holding(int number, int domid) {
        this.number = number;
        this.domid = domid;
    }

    /** Tells all holdings apart. */
    int number() {
        return number;
    }

    /** The domain whose process has it. */
    int domid() {
        return domid;
    }

    boolean domainDied() {
        return domainDied;
    }

    void domainDies() {
        domainDied = true;
    }

    /** Has it done when the pages go, instead of what was asked for before. */
    void onRelease(ReleaseAction newAction) {
        action.flatMap(ReleaseAction::port).ifPresent(HeldPort::close);
        action = Optional.of(newAction);
    }

    /** The pages go; after the domain's death that happens without a word. */
    void carryOutAction() {
        action.ifPresent(asked -> asked.carryOut(this));
        action = Optional.empty();
    }

    /** Sets one byte of the pages to 0. */
    abstract void clear(int offset);

    /** Whether it may be told to clear that byte. */
    abstract boolean mayClear(int offset);
}
