package org.xennotify.testbed.sim.evtchn;

import org.jspecify.annotations.Nullable;

/** One end of an event channel. */
final class Port {

    /** What the end is connected to. */
    sealed interface State {}

    /** Nothing; one domain may bind to it, unless that has died. */
    record Unbound(int remoteDomain, boolean remoteDied) implements State {}

    /** The other end. */
    record Bound(Port peer) implements State {}

    /** It belongs to the domain's own kernel, which the simulation does not have; nobody can bind to it. */
    record Reserved() implements State {}

    private final int domid;
    private final int number;
    private State state;
    private @Nullable EventSession owner;
    private int holds;
    private boolean pending;
    private boolean masked;

    Port(int domid, int number, State state, @Nullable EventSession owner) {
        this.domid = domid;
        this.number = number;
        this.state = state;
        this.owner = owner;
    }

    int domid() {
        return domid;
    }

    int number() {
        return number;
    }

    State state() {
        return state;
    }

    void become(State newState) {
        state = newState;
    }

    boolean isOwnedBy(EventSession session) {
        return owner == session;
    }

    boolean isOwned() {
        return owner != null;
    }

    boolean isHeld() {
        return holds > 0;
    }

    void hold() {
        holds++;
    }

    void letGo() {
        holds--;
    }

    /** The process that held it is gone and has left it open. */
    void leaveToItself() {
        owner = null;
    }

    /** What {@link EventChannelTable#notify} does to the other end: any number of times before it is taken is one. */
    void raise() {
        pending = true;
        deliver();
    }

    void unmask() {
        masked = false;
        deliver();
    }

    private void deliver() {
        if (pending && !masked && owner != null) {
            pending = false;
            masked = true;
            owner.raised(number);
        }
    }

    @Override
    public String toString() {
        return "port " + number + " of domain " + domid + " (" + describe() + ")";
    }

    private String describe() {
        if (state instanceof Bound bound) {
            return "bound to port " + bound.peer().number() + " of domain "
                    + bound.peer().domid();
        }
        if (state instanceof Unbound unbound) {
            return (unbound.remoteDied() ? "for the dead domain " : "for domain ") + unbound.remoteDomain();
        }
        return "of its kernel";
    }
}
