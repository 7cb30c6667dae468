package org.xennotify.listener.control;

import java.util.function.Predicate;
import org.xennotify.listener.config.Glob;
import org.xennotify.listener.config.GuestPattern;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Slice;

/** Which events somebody wants to look at: those of a type, and of a guest by its name, UUID or domid. */
final class Selection implements Predicate<Event> {
    private final Glob type;
    private final GuestPattern guest;
    private final String domid;

    /**
     * An empty text means any.
     *
     * @param guest a name, which may have wildcards, or a domid or UUID
     */
    Selection(String type, String guest) {
        this.type = type.isEmpty() ? Glob.ANY : new Glob(type);
        this.guest = guest.isEmpty() ? GuestPattern.ANY : new GuestPattern(guest);
        this.domid = guest;
    }

    @Override
    public boolean test(Event event) {
        Slice of = event.type();
        return type.matches(of.bytes(), of.from(), of.end())
                && (guest.matches(event.origin().name(), event.origin().uuid())
                        || domid.equals(Integer.toString(event.origin().domid())));
    }
}
