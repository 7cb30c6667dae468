package org.xennotify.listener.session;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.xennotify.event.Door;
import org.xennotify.event.Reply;
import org.xennotify.listener.discovery.GuestId;
import org.xennotify.listener.route.Router;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Origin;
import org.xennotify.listener.sink.Slice;

/** Speaks for one guest: makes events of what came through its doors, and counts them. */
final class Voice {
    private final GuestId guest;
    private final Router router;
    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
    private volatile String name = "";
    private volatile long events;
    private volatile @Nullable Instant last;
    private Origin origin;

    Voice(GuestId guest, Router router) {
        this.guest = guest;
        this.router = router;
        this.origin = new Origin(guest.domid(), guest.uuid(), "");
    }

    void named(String newName) {
        if (!newName.equals(name)) {
            origin = new Origin(guest.domid(), guest.uuid(), newName);
            name = newName;
        }
    }

    /** See {@link Router#handle}. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one turn at a time; others only read
    Optional<Reply> say(Door door, Slice type, Slice payload) {
        Instant now = Instant.now();
        Optional<Reply> reply = router.handle(Event.unnumbered(origin, door, random.nextLong(), type, payload, now));
        if (reply.isPresent()) {
            events++;
            last = now;
        }
        return reply;
    }

    String name() {
        return name;
    }

    long events() {
        return events;
    }

    Optional<Instant> last() {
        return Optional.ofNullable(last);
    }
}
