package org.xennotify.listener.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import org.xennotify.listener.session.Printable;

/** What is shown of a guest, in the order in which it is shown. */
enum Column {
    DOMID("domid"),
    NAME("name"),
    DOOR("door"),
    STATE("state"),
    EVENTS("events"),
    RATE("rate"),
    BACKLOG("backlog"),
    LAST("lastEvent") {
        @Override
        String value(JsonNode guest, Instant now) {
            String last = text(guest);
            return last.isEmpty() ? "" : Ages.of(sinceThen(Instant.parse(last), now));
        }

        /** Not below 0, even if Dom0's clock was set back meanwhile. */
        private static Duration sinceThen(Instant then, Instant now) {
            return then.isAfter(now) ? Duration.ZERO : Duration.between(then, now);
        }
    },
    LAG("lagMillis") {
        @Override
        String value(JsonNode guest, Instant now) {
            return guest.has("lagMillis")
                    ? Ages.of(Duration.ofMillis(guest.path("lagMillis").asLong()))
                    : "";
        }
    },
    THROTTLED("throttled"),
    GAPS("gaps"),
    DROPPED("droppedReplies"),
    EPOCH("epoch");

    private static final int WIDEST = 60;

    private final String field;

    Column(String field) {
        this.field = field;
    }

    /** Printable ASCII; everything else in names, also what is twice as wide, is shown as a question mark. */
    String show(JsonNode guest, Instant now) {
        String value = Printable.of(value(guest, now), WIDEST);
        return value.isEmpty() ? "-" : value;
    }

    String value(JsonNode guest, Instant now) {
        return text(guest);
    }

    String text(JsonNode guest) {
        return guest.path(field).asText();
    }

    boolean isNumber() {
        return this != NAME && this != DOOR && this != STATE && this != THROTTLED && this != EPOCH;
    }

    /** Names from A to Z, domids from the lowest on, of everything else the most first. */
    Comparator<JsonNode> order() {
        Comparator<JsonNode> byDomid =
                Comparator.comparingInt(guest -> guest.path(DOMID.field).asInt());
        return switch (this) {
            case DOMID -> byDomid;
            case NAME ->
                Comparator.comparing((JsonNode guest) -> text(guest).toLowerCase(Locale.ROOT))
                        .thenComparing(byDomid);
            default ->
                Comparator.comparingDouble(
                                (JsonNode guest) -> -guest.path(field).asDouble())
                        .thenComparing(byDomid);
        };
    }
}
