package org.xennotify.listener.session;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xennotify.lifecycle.Reason;
import org.xennotify.listener.discovery.Retry;
import org.xennotify.listener.session.Attachment.Attached;
import org.xennotify.listener.session.Attachment.Draining;
import org.xennotify.listener.session.Attachment.Gone;
import org.xennotify.listener.session.Attachment.Offered;
import org.xennotify.vchan.RingViolationException;
import org.xennotify.xenstore.XenStoreException;

/** Follows one guest's publication: attaches to what it offers, and works it off until the last event. */
final class PublishedDoor {

    /** Attaches to what is offered. */
    interface Opener {
        Link open(Publication publication) throws IOException;
    }

    /** To be told to the guest. */
    private record Rejection(String epoch, String reason) {}

    private final GuestStore store;
    private final Opener opener;
    private final Brake attaching;
    private final GuestLog log;
    private final Retry retry;
    private final Runnable signal;
    private volatile Attachment attachment = new Gone();
    private String complainedOf = "";
    private String refused = "";
    private String spent = "";
    private @Nullable Rejection rejection;

    PublishedDoor(GuestStore store, Opener opener, Brake attaching, GuestLog log, Retry retry, Runnable signal) {
        this.store = store;
        this.opener = opener;
        this.attaching = attaching;
        this.log = log;
        this.retry = retry;
        this.signal = signal;
    }

    /** Compares what is published with what is attached, and does what the state asks for then. */
    Progress look() throws IOException {
        Finding finding = store.publication();
        if (finding instanceof Finding.Unsteady) {
            return work();
        }
        if (finding instanceof Finding.Unusable unusable) {
            complain(unusable.epoch(), "publication ignored: " + unusable.reason());
        }
        Optional<Publication> published = usable(finding);
        if (!published.equals(attachment.publication())) {
            if (attachment instanceof Attached) {
                store.withdraw();
            }
            withdraw();
            work();
            published.ifPresent(this::offer);
        }
        Progress progress = work();
        announce();
        return progress;
    }

    /** What can be attached to: not what was given up, or has ended on the guest's side, though it still stands. */
    private Optional<Publication> usable(Finding finding) {
        return finding instanceof Finding.Usable usable
                        && !usable.publication().epoch().equals(spent)
                ? Optional.of(usable.publication())
                : Optional.empty();
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
        if (rejection != null) {
            store.reject(rejection.epoch(), rejection.reason());
            rejection = null;
        }
        if (attachment instanceof Attached attached) {
            store.announce(attached.offer().epoch());
        } else {
            store.withdraw();
        }
    }

    /** Does what the state asks for. */
    Progress work() throws IOException {
        if (attachment instanceof Offered offered) {
            return offered.offer().port().isEmpty() ? Progress.IDLE : attach(offered);
        }
        if (attachment instanceof Attached attached) {
            return serve(attached);
        }
        return attachment instanceof Draining draining ? drain(draining) : Progress.IDLE;
    }

    private Progress attach(Offered offered) throws IOException {
        Publication publication = offered.offer();
        boolean waits = publication.epoch().equals(refused) && retry.isPending();
        if (waits || !attaching.pause().isZero()) {
            return Progress.HELD;
        }
        Duration unused = attaching.take();
        try {
            attachment = offered.attached(opener.open(publication));
        } catch (RingViolationException e) {
            attachment = offered.withdrawn();
            reject(publication, e);
            return Progress.IDLE;
        } catch (IOException e) {
            complain(publication.epoch(), "cannot attach, trying again while the epoch stands: " + Reason.of(e));
            refused = publication.epoch();
            return Progress.HELD;
        }
        log.info("attached to the " + publication.door().orElseThrow().label() + " of epoch " + publication.epoch()
                + ", " + publication.platform());
        announce();
        return work();
    }

    private Progress serve(Attached attached) throws IOException {
        try {
            Progress progress = attached.link().work();
            if (progress == Progress.OVER) {
                log.info("the agent of epoch " + attached.offer().epoch() + " is gone");
                end(attached);
                announce();
            }
            return progress;
        } catch (RingViolationException e) {
            end(attached);
            reject(attached.offer(), e);
            return Progress.IDLE;
        }
    }

    private void end(Attached attached) {
        attachment = attached.ended();
        spent = attached.offer().epoch();
        quietly(attached.link()::close);
    }

    private void reject(Publication publication, RingViolationException e) throws XenStoreException {
        String reason = Reason.of(e);
        log.warn("epoch " + publication.epoch() + " is given up: " + reason);
        spent = publication.epoch();
        rejection = new Rejection(publication.epoch(), reason);
        announce();
    }

    private Progress drain(Draining draining) throws IOException {
        Progress progress = Progress.OVER;
        try {
            progress = draining.link().work();
        } catch (RingViolationException e) {
            log.warn("the rest of a ring is given up: " + Reason.of(e));
        }
        if (progress == Progress.IDLE || progress == Progress.OVER) {
            attachment = draining.drained();
            quietly(draining.link()::close);
            signal.run(); // what was published meanwhile had to wait
        }
        return progress;
    }

    /** Gives back what is not needed any more; what it last said may still have to be passed on by {@link #work}. */
    void withdraw() {
        if (attachment instanceof Offered offered) {
            attachment = offered.withdrawn();
        } else if (attachment instanceof Attached attached) {
            attachment = attached.withdrawn();
            log.info("detached from epoch " + attached.offer().epoch());
            quietly(attached.link()::withdraw);
        }
    }

    /** The domain is no more and its last words cannot be passed on yet: they stay, and nothing else of it. */
    void outlive() {
        if (attachment instanceof Draining draining) {
            quietly(draining.link()::outlive);
        }
    }

    /** Leaves at once: what is not handled stays with the guest. */
    void leave() {
        if (attachment instanceof Attached attached) {
            quietly(attached.link()::close);
        } else if (attachment instanceof Draining draining) {
            quietly(draining.link()::close);
        }
        attachment = new Gone();
    }

    private interface Step {
        void run() throws IOException;
    }

    private void quietly(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            log.warn("cannot give everything back: " + Reason.of(e));
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
