package org.xennotify.listener.session;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.SystemCallException;
import org.xennotify.device.UnavailableException;
import org.xennotify.lifecycle.Reason;
import org.xennotify.listener.discovery.Retry;

/** Attaches to one guest's virtual CPUs as long as some route could accept their traps. */
final class TrapDoor {

    /** Attaches. */
    interface Opener {
        Link open() throws IOException;
    }

    private final Opener opener;
    private final GuestLog log;
    private final Retry retry;
    private volatile @Nullable Link link;
    private boolean wanted;
    private boolean refused;
    private String complaint = "";

    TrapDoor(Opener opener, GuestLog log, Retry retry) {
        this.opener = opener;
        this.log = log;
        this.retry = retry;
    }

    /** Routes or the guest's name have changed: {@code mayTrap} says whether some route could accept its traps now. */
    void follow(boolean mayTrap) {
        wanted = mayTrap;
        refused = false;
        complaint = "";
        if (!wanted && link != null) {
            leave();
            log.info("hears its traps no more");
        }
    }

    Progress work() throws IOException {
        Link attached = link;
        if (attached != null) {
            return serve(attached);
        }
        return wanted && !refused ? attach() : Progress.IDLE;
    }

    private Progress attach() throws IOException {
        if (!complaint.isEmpty() && retry.isPending()) {
            return Progress.HELD;
        }
        try {
            link = opener.open();
        } catch (UnavailableException e) {
            refused = true;
            log.info(String.valueOf(e.getMessage())); // a route may be for all guests
            return Progress.IDLE;
        } catch (SystemCallException e) {
            return e.error().equals("EBUSY") ? refuse() : failed(e);
        }
        log.info("hears its traps");
        return work();
    }

    private Progress refuse() {
        refused = true;
        log.warn("cannot hear its traps, since another program is its monitor: stop that one, and reload.");
        return Progress.IDLE;
    }

    private Progress failed(IOException e) {
        String line = "cannot hear its traps, trying again: " + Reason.of(e);
        if (!line.equals(complaint)) {
            log.warn(line);
        }
        complaint = line;
        return Progress.HELD;
    }

    /** A ring that says what cannot be is left, and begun anew later. */
    private Progress serve(Link attached) {
        try {
            return attached.work();
        } catch (IOException e) {
            leave();
            return failed(e);
        }
    }

    /** Lets go of a guest that goes on. */
    void leave() {
        giveUp(Link::close);
    }

    /** Lets go of a guest that has ended. */
    void withdraw() {
        giveUp(Link::withdraw);
    }

    private interface End {
        void of(Link link) throws IOException;
    }

    private void giveUp(End end) {
        Link attached = link;
        if (attached != null) {
            try {
                end.of(attached);
            } catch (IOException e) {
                log.warn("cannot give its monitor back: " + Reason.of(e));
            } finally {
                link = null;
            }
        }
    }

    /** For tables. */
    boolean isAttached() {
        return link != null;
    }
}
