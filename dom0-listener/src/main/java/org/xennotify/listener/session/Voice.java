package org.xennotify.listener.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xennotify.event.Door;
import org.xennotify.event.EventType;
import org.xennotify.event.RecordDecoder;
import org.xennotify.event.RecordKind;
import org.xennotify.event.Reply;
import org.xennotify.listener.discovery.GuestId;
import org.xennotify.listener.route.Handling;
import org.xennotify.listener.route.Way;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Origin;
import org.xennotify.listener.sink.Slice;
import org.xennotify.listener.sink.Trapped;

/** Speaks for one guest: makes events of what came through its doors, and counts them. */
final class Voice {
    private static final byte[] RESERVED = EventType.RESERVED.getBytes(US_ASCII);
    private static final Slice GAP = Slice.of(EventType.RESERVED + "gap");
    private static final Slice NOTHING = Slice.of("");
    private static final Reply FAILED = new Reply(false, "failed".getBytes(US_ASCII));

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final GuestId guest;
    private final Way way;
    private final Runnable signal;
    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
    private final Event event;
    private volatile String name = "";
    private volatile long events;
    private volatile @Nullable Instant last;
    private volatile long lastSent;
    private final Rate rate = new Rate();
    private final Traffic traffic = new Traffic();
    private long handled;
    private long sent;
    private Origin origin;

    /** {@code signal} is called when a handler has ended. */
    Voice(GuestId guest, Way way, Runnable signal) {
        this.guest = guest;
        this.way = way;
        this.signal = signal;
        this.origin = new Origin(guest.domid(), guest.uuid(), "");
        this.event = new Event(origin);
    }

    /** What it is called from now on; true if that is something else than before. */
    boolean named(String newName) {
        if (newName.equals(name)) {
            return false;
        }
        origin = new Origin(guest.domid(), guest.uuid(), newName);
        name = newName;
        return true;
    }

    /** Says that what comes next has come now, and not with what was before. */
    void now() {
        event.came(null);
    }

    /** Hands in what a door says that numbers nothing: the reply once it is handled, or empty if it is held back. */
    Optional<CompletableFuture<Reply>> say(Door door, Slice type, Slice payload) {
        now();
        Handling handling = accepted(unnumbered(door, type, payload));
        if (handling instanceof Handling.Done done) {
            return Optional.of(CompletableFuture.completedFuture(done.reply()));
        }
        return handling instanceof Handling.Underway underway ? Optional.of(underway.reply()) : Optional.empty();
    }

    /** Hands in what a record of an epoch says; {@code bytes} is the array that it is in. */
    Handling say(RecordDecoder record, byte[] bytes, long epoch) {
        boolean carriedOver = record.kind() == RecordKind.CARRIED_OVER;
        long token = carriedOver ? record.firstEpoch() : epoch;
        long sequence = carriedOver ? record.firstSequence() : record.sequence();
        event.set(origin, Door.RING, token, sequence, record.time());
        event.type().set(bytes, record.typeOffset(), record.typeLength());
        event.payload().set(bytes, record.payloadOffset(), record.payloadLength());
        return accepted(event);
    }

    /** Hands in what a virtual CPU says that waits; {@code bytes} is the array that the record is in. */
    Handling say(RecordDecoder record, byte[] bytes, Trapped by) {
        now();
        event.set(origin, Door.TRAP, random.nextLong(), record.sequence(), record.time())
                .by(by);
        event.type().set(bytes, record.typeOffset(), record.typeLength());
        event.payload().set(bytes, record.payloadOffset(), record.payloadLength());
        return accepted(event);
    }

    /** How long the virtual CPU may be kept whose trap was handed in last. */
    Duration hold() {
        return way.hold(event);
    }

    /** Whether some route could accept traps of this guest under the name that it has. */
    boolean mayTrap() {
        return way.mayTrap(origin);
    }

    /** Says in our own name that a guest's records from {@code first} to {@code last} are missing. */
    Handling sayGap(String epoch, long first, long last) {
        String data = "{\"epoch\":\"" + epoch + "\",\"first\":" + Long.toUnsignedString(first) + ",\"last\":"
                + Long.toUnsignedString(last) + "}";
        return counted(way.handle(unnumbered(Door.RING, GAP, Slice.of(data))));
    }

    private Event unnumbered(Door door, Slice type, Slice payload) {
        event.set(origin, door, random.nextLong(), 0, 0);
        event.type().set(type);
        event.payload().set(payload);
        return event;
    }

    private Handling accepted(Event said) {
        Handling handling = said.type().startsWith(RESERVED) ? Handling.REFUSED : counted(way.handle(said));
        if (handling == Handling.REFUSED) {
            traffic.refuse(said.door());
        } else if (!(handling instanceof Handling.Held)) {
            traffic.handle(said.door(), said.payload().end() - said.payload().from());
        }
        return handling;
    }

    private Handling counted(Handling handling) {
        if (handling instanceof Handling.Held) {
            return handling;
        }
        handled++;
        sent = event.time();
        return handling instanceof Handling.Underway underway ? signalling(underway) : handling;
    }

    /** However a handler ends, its event is handled. */
    private Handling signalling(Handling.Underway underway) {
        long begin = System.nanoTime();
        CompletableFuture<Reply> reply = underway.reply().exceptionally(e -> FAILED);
        CompletableFuture<Void> unused = reply.thenRun(() -> {
            traffic.handlers().add(1, System.nanoTime() - begin);
            signal.run();
        });
        return new Handling.Underway(reply);
    }

    /** See {@link Way#flush}. */
    boolean flush() {
        return way.flush();
    }

    /** Lets others see what was said in a turn that ends; not for each event, since clocks may be slow. */
    void turnEnds() {
        traffic.turnEnds();
        if (handled != events) {
            long count = handled - events;
            rate.add(count, System.nanoTime());
            events = handled;
            lastSent = sent;
            last = event.received();
            lagMillis().ifPresent(lag -> traffic.lag().add(count, TimeUnit.MILLISECONDS.toNanos(lag)));
        }
        event.type().set(NOTHING); // which would hold a large record's memory
        event.payload().set(NOTHING);
        event.by(null);
    }

    String name() {
        return name;
    }

    long events() {
        return events;
    }

    Traffic traffic() {
        return traffic;
    }

    /** Events a second, lately. */
    double rate() {
        return rate.perSecond(System.nanoTime());
    }

    Optional<Instant> last() {
        return Optional.ofNullable(last);
    }

    /** See {@link GuestStatus}. */
    OptionalLong lagMillis() {
        Instant received = last;
        long time = lastSent;
        return received == null || time == 0
                ? OptionalLong.empty()
                : OptionalLong.of(received.toEpochMilli() - Long.divideUnsigned(time, NANOS_PER_MILLI));
    }
}
