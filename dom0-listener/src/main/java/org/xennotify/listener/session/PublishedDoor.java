package org.xennotify.listener.session;

import java.io.IOException;
import java.util.Optional;
import org.xennotify.event.Door;
import org.xennotify.listener.discovery.Retry;
import org.xennotify.listener.session.Attachment.Attached;
import org.xennotify.listener.session.Attachment.Draining;
import org.xennotify.listener.session.Attachment.Gone;
import org.xennotify.listener.session.Attachment.Offered;
import org.xennotify.xenstore.XenStoreException;

/** Follows one guest's publication: attaches to what it offers, and works it off until the last event. */
final class PublishedDoor {

    /** Attaches to what is offered. */
    interface Opener {
        Link open(Publication publication) throws IOException;
    }

    private final GuestStore store;
    private final Opener opener;
    private final GuestLog log;
    private final Retry retry;
    private final Runnable signal;
    private volatile Attachment attachment = new Gone(Optional.empty());
    private String complainedOf = "";
    private String refused = "";

    PublishedDoor(GuestStore store, Opener opener, GuestLog log, Retry retry, Runnable signal) {
        this.store = store;
        this.opener = opener;
        this.log = log;
        this.retry = retry;
        this.signal = signal;
    }

    /** Compares what is published with what is attached. */
    void look() throws IOException {
        Finding finding = store.publication();
        if (finding instanceof Finding.Unsteady) {
            return;
        }
        if (finding instanceof Finding.Unusable unusable) {
            complain(unusable.epoch(), "publication ignored: " + unusable.reason());
        }
        Optional<Publication> published =
                finding instanceof Finding.Usable usable ? Optional.of(usable.publication()) : Optional.empty();
        if (!published.equals(attachment.publication())) {
            store.withdraw();
            withdraw();
            work();
            published.ifPresent(this::offer);
        }
        announce();
    }

    private void offer(Publication publication) {
        if (attachment instanceof Gone gone) {
            attachment = gone.offered(publication);
            retry.reset(); // the last epoch's long pause is not this one's
        }
    }

    private void complain(String epoch, String line) {
        if (!epoch.equals(complainedOf)) {
            log.warn(line);
            complainedOf = epoch;
        }
    }

    private void announce() throws XenStoreException {
        if (attachment instanceof Attached attached) {
            store.announce(attached.offer().epoch());
        } else {
            store.withdraw();
        }
    }

    /** Does what the state asks for. */
    Progress work() throws IOException {
        if (attachment instanceof Offered offered) {
            return offered.offer().door().equals(Optional.of(Door.BELL)) ? attach(offered) : Progress.IDLE;
        }
        if (attachment instanceof Attached attached) {
            return attached.link().work();
        }
        return attachment instanceof Draining draining ? drain(draining) : Progress.IDLE;
    }

    private Progress attach(Offered offered) throws IOException {
        Publication publication = offered.offer();
        if (publication.epoch().equals(refused) && retry.isPending()) {
            return Progress.HELD;
        }
        try {
            attachment = offered.attached(opener.open(publication));
        } catch (IOException e) {
            complain(publication.epoch(), "cannot attach, trying again while the epoch stands: " + e.getMessage());
            refused = publication.epoch();
            return Progress.HELD;
        }
        log.info("attached to the bell of epoch " + publication.epoch() + ", " + publication.platform());
        announce();
        return work();
    }

    private Progress drain(Draining draining) throws IOException {
        Progress progress = draining.link().work();
        if (progress == Progress.IDLE || progress == Progress.OVER) {
            attachment = draining.drained();
            draining.link().close();
            signal.run(); // what was published meanwhile had to wait
        }
        return progress;
    }

    /** Gives back what is not needed any more; what it last said may still have to be passed on by {@link #work}. */
    void withdraw() {
        if (attachment instanceof Offered offered) {
            attachment = offered.withdrawn();
        } else if (attachment instanceof Gone gone) {
            attachment = gone.withdrawn();
        } else if (attachment instanceof Attached attached) {
            attachment = attached.withdrawn();
            log.info("detached from epoch " + attached.offer().epoch());
            quietly(attached.link()::withdraw);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void quietly(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            log.warn("cannot give everything back: " + e.getMessage());
        }
    }

    boolean isGone() {
        return attachment instanceof Gone;
    }

    /** For tables. */
    String state() {
        return attachment.label();
    }

    /** What is attached or offered now. */
    Optional<Publication> publication() {
        return attachment.publication();
    }
}
