package org.xennotify.listener.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import org.xennotify.listener.config.Glob;
import org.xennotify.listener.config.GuestPattern;

/**
 * Which events of a journal are wanted.
 *
 * @param since by Dom0's clock, inclusive
 * @param until exclusive
 * @param type empty: any
 * @param guest a name, which may have wildcards, a domid or a UUID; empty: any
 */
public record Query(Instant since, Instant until, String type, String guest) {

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
        return type.isEmpty() || new Glob(type).matches(of, 0, of.length);
    }

    private boolean isOfGuest(JsonNode event) {
        String source = event.path("source").asText();
        byte[] uuid = source.substring(source.lastIndexOf('/') + 1).getBytes(UTF_8);
        byte[] name = event.path("subject").asText().getBytes(UTF_8);
        return guest.isEmpty()
                || new GuestPattern(guest).matches(name, uuid)
                || guest.equals(event.path("xendomid").asText());
    }
}
