package org.xennotify.listener.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xennotify.event.Door;

/**
 * Writes events as lines of CloudEvents 1.0 JSON. By hand, since at hundreds of thousands of events a second every
 * allocation counts. Not thread-safe.
 */
public final class EventLine {
    private static final byte[] SLASH = ascii("/");
    private static final byte[] TIME = ascii("\",\"time\":\"");
    private static final byte[] TEXT = ascii("\",\"datacontenttype\":\"text/plain\",\"data\":\"");
    private static final byte[] BINARY =
            ascii("\",\"datacontenttype\":\"application/octet-stream\",\"data_base64\":\"");
    private static final byte[] SEQUENCE = ascii("\",\"sequence\":\"");
    private static final byte[] VCPU = ascii("\",\"xenvcpu\":");
    private static final byte[] CPL = ascii(",\"xencpl\":");
    private static final byte[] CR3 = ascii(",\"xencr3\":\"");
    private static final byte[] RIP = ascii("\",\"xenrip\":\"");
    private static final byte[] RECEIVED = ascii("\",\"xenreceived\":\"");
    private static final byte[] NEXT = ascii("\",\"");
    private static final byte[] VALUE = ascii("\":\"");
    private static final byte[] END = ascii("\"}\n");
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final String host;
    private final Timestamp time = new Timestamp();
    private final Timestamp received = new Timestamp();
    private final Map<Door, byte[]> doors = new EnumMap<>(Door.class);
    private @Nullable OriginText origin;

    /** {@code host} is this machine's name. */
    public EventLine(String host) {
        this.host = host;
        for (Door door : Door.values()) {
            doors.put(door, ascii(door.label()));
        }
    }

    /** Appends the line of an event, final newline included. */
    public void append(Event event, JsonBytes out) {
        append(event, Map.of(), out);
    }

    /** The same with more bytes that belong to it, in base 64, by the names of their fields. */
    public void append(Event event, Map<String, byte[]> more, JsonBytes out) {
        OriginText from = textOf(event.origin());
        out.raw(from.id());
        ending(event, out);
        out.raw(from.source()).text(event.type()).raw(from.subject());
        time(event.time(), out);
        payload(event.payload(), out);
        out.raw(from.domid()).raw(door(event));
        if (event.sequence() != 0) {
            out.raw(SEQUENCE).decimal(event.sequence());
        }
        if (event.trapped() != null) {
            trapped(event.trapped(), out);
        }
        out.raw(RECEIVED);
        Instant now = event.received();
        received.write(now.getEpochSecond(), now.getNano(), out);
        if (!more.isEmpty()) {
            more.forEach((name, bytes) -> field(name, bytes, out));
        }
        out.raw(END);
    }

    private OriginText textOf(Origin of) {
        if (origin == null || origin.origin() != of) {
            origin = OriginText.of(of, host);
        }
        return origin;
    }

    /** The id of an event, as it stands in its line. */
    public String id(Event event) {
        JsonBytes id = new JsonBytes().raw(event.origin().uuid()).raw(SLASH);
        ending(event, id);
        return id.toString();
    }

    /** What an id has behind its guest. */
    private void ending(Event event, JsonBytes out) {
        if (event.sequence() != 0 && event.trapped() == null) {
            out.hex(event.token()).raw(SLASH).decimal(event.sequence());
        } else {
            out.raw(door(event)).raw(SLASH).hex(event.token());
        }
    }

    private void time(long nanos, JsonBytes out) {
        if (nanos != 0) {
            out.raw(TIME);
            long second = Long.divideUnsigned(nanos, NANOS_PER_SECOND);
            time.write(second, (int) Long.remainderUnsigned(nanos, NANOS_PER_SECOND), out);
        }
    }

    private static void payload(Slice payload, JsonBytes out) {
        if (payload.isEmpty()) {
            return;
        }
        if (Utf8.isValid(payload)) {
            out.raw(TEXT).text(payload);
        } else {
            out.raw(BINARY).base64(payload);
        }
    }

    private static void trapped(Trapped by, JsonBytes out) {
        out.raw(VCPU).decimal(by.vcpu()).raw(CPL).decimal(by.cpl());
        out.raw(CR3).hex(by.cr3()).raw(RIP).hex(by.rip());
    }

    private static void field(String name, byte[] bytes, JsonBytes out) {
        out.raw(NEXT).raw(name).raw(VALUE).base64(Slice.of(bytes));
    }

    private byte[] door(Event event) {
        return requireNonNull(doors.get(event.door()));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
