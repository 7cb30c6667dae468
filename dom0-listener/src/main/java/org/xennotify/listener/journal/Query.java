package org.xennotify.listener.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import org.xennotify.listener.config.Glob;
import org.xennotify.listener.config.GuestPattern;

/** Which events of a journal are wanted. */
public final class Query {
    private final Instant since;
    private final Instant until;
    private final Glob type;
    private final GuestPattern guest;
    private final String domid;

    /**
     * An empty text means any.
     *
     * @param since by Dom0's clock, inclusive
     * @param until exclusive
     * @param guest a name, which may have wildcards, a domid or a UUID
     */
    public Query(Instant since, Instant until, String type, String guest) {
        this.since = since;
        this.until = until;
        this.type = type.isEmpty() ? Glob.ANY : new Glob(type);
        this.guest = guest.isEmpty() ? GuestPattern.ANY : new GuestPattern(guest);
        this.domid = guest;
    }

    /** Whether an event is one of them. */
    boolean matches(JsonNode event) {
        return isInTime(event) && isOfType(event) && isOfGuest(event);
    }

    private boolean isInTime(JsonNode event) {
        try {
            Instant received = Instant.parse(event.path("xenreceived").asText());
            return !received.isBefore(since) && received.isBefore(until);
        } catch (DateTimeException noEvent) {
            return false;
        }
    }

    private boolean isOfType(JsonNode event) {
        byte[] of = event.path("type").asText().getBytes(UTF_8);
        return type.matches(of, 0, of.length);
    }

    private boolean isOfGuest(JsonNode event) {
        String source = event.path("source").asText();
        byte[] uuid = source.substring(source.lastIndexOf('/') + 1).getBytes(UTF_8);
        byte[] name = event.path("subject").asText().getBytes(UTF_8);
        return guest.matches(name, uuid) || domid.equals(event.path("xendomid").asText());
    }
}
