package org.xennotify.listener.session;

import java.io.IOException;
import java.util.Optional;
import org.xennotify.device.EventChannelReader;
import org.xennotify.event.Door;
import org.xennotify.event.EventType;
import org.xennotify.listener.discovery.Retry;
import org.xennotify.listener.session.Attachment.Attached;
import org.xennotify.listener.session.Attachment.Draining;
import org.xennotify.listener.session.Attachment.Gone;
import org.xennotify.listener.session.Attachment.Offered;
import org.xennotify.listener.sink.Slice;
import org.xennotify.xenstore.XenStoreException;

/** Follows one guest's publication, and makes an event of each wake-up of its port. */
final class BellDoor {
    private static final Slice TYPE = Slice.of(EventType.BELL);
    private static final Slice NOTHING = Slice.of("");

    private final int domid;
    private final GuestStore store;
    private final EventChannelReader channels;
    private final Voice voice;
    private final GuestLog log;
    private final Retry retry;
    private final Runnable signal;
    private volatile Attachment attachment = new Gone();
    private String complainedOf = "";
    private String refused = "";

    BellDoor(
            int domid,
            GuestStore store,
            EventChannelReader channels,
            Voice voice,
            GuestLog log,
            Retry retry,
            Runnable signal) {
        this.domid = domid;
        this.store = store;
        this.channels = channels;
        this.voice = voice;
        this.log = log;
        this.retry = retry;
        this.signal = signal;
    }

    /** Compares what is published with what is attached. */
    void look() throws XenStoreException {
        Finding finding = store.publication();
        if (finding instanceof Finding.Unsteady) {
            return;
        }
        if (finding instanceof Finding.Unusable unusable) {
            complain(unusable.epoch(), "publication ignored: " + unusable.reason());
        }
        Optional<Publication> published =
                finding instanceof Finding.Usable usable ? Optional.of(usable.publication()) : Optional.empty();
        if (!published.equals(publication())) {
            store.withdraw();
            withdraw();
        }
        if (published.isPresent() && attachment instanceof Gone gone) {
            offer(gone.offered(published.get()));
        }
        announce();
    }

    private void offer(Offered offered) {
        attachment = offered;
        retry.reset(); // the last epoch's long pause is not this one's
        if (offered.publication().ring().isPresent()) {
            complain(
                    offered.publication().epoch(),
                    "offers a ring, which this version does not know: only its store" + " door is used");
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
            store.announce(attached.publication().epoch());
        } else {
            store.withdraw();
        }
    }

    /** Does what the state asks for: false if it must be tried again later. */
    boolean work() throws IOException {
        if (attachment instanceof Offered offered) {
            return !offered.publication().isBell() || attach(offered);
        }
        if (attachment instanceof Attached attached) {
            return answer(attached.bell());
        }
        return !(attachment instanceof Draining draining) || drain(draining);
    }

    private boolean attach(Offered offered) throws IOException {
        Publication publication = offered.publication();
        if (publication.epoch().equals(refused) && retry.isPending()) {
            return false;
        }
        try {
            attachment = offered.attached(
                    Bell.bind(channels, domid, publication.port().orElseThrow(), signal));
        } catch (IOException e) {
            complain(publication.epoch(), "cannot attach, trying again while the epoch stands: " + e.getMessage());
            refused = publication.epoch();
            return false;
        }
        log.info("attached to the bell of epoch " + publication.epoch() + ", " + publication.platform());
        announce();
        return work();
    }

    private boolean answer(Bell bell) throws IOException {
        if (bell.isRaised()) {
            if (!say()) {
                return false;
            }
            bell.handled();
        }
        return true;
    }

    private boolean drain(Draining draining) {
        if (draining.bell().isRaised() && !say()) {
            return false;
        }
        attachment = draining.drained();
        signal.run(); // what was published meanwhile had to wait
        return true;
    }

    private boolean say() {
        return voice.say(Door.BELL, TYPE, NOTHING).isPresent();
    }

    /** Gives the port back; what it last said may still have to be passed on by {@link #work}. */
    void withdraw() {
        if (attachment instanceof Offered offered) {
            attachment = offered.withdrawn();
        } else if (attachment instanceof Attached attached) {
            unbind(attached.bell());
            Draining draining = attached.withdrawn();
            attachment = draining;
            log.info("detached from epoch " + attached.publication().epoch());
            drain(draining);
        }
    }

    private void unbind(Bell bell) {
        try {
            bell.unbind();
        } catch (IOException e) {
            log.warn("cannot give the port back: " + e.getMessage());
        }
    }

    /** For tables. */
    String state() {
        return attachment.label();
    }

    /** What is attached or offered now. */
    Optional<Publication> publication() {
        Attachment now = attachment;
        if (now instanceof Offered offered) {
            return Optional.of(offered.publication());
        }
        return now instanceof Attached attached ? Optional.of(attached.publication()) : Optional.empty();
    }
}
