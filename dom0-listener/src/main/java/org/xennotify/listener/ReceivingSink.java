package org.xennotify.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.listener.sink.Batch;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.EventLine;
import org.xennotify.listener.sink.Sink;
import org.xennotify.listener.sink.Slice;

/** Hands events to a receiver, each guest's until one is not taken. */
final class ReceivingSink implements Sink {
    private static final Logger LOG = LoggerFactory.getLogger(ReceivingSink.class);
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Bytes of a guest's events that wait for the receiver at most, but for the last: what a usual ring has. */
    private static final int FULL = 64 * 1024;

    /** Bytes that an event takes beside its payload, roughly. */
    private static final int FRAME = 512;

    private final GuestListener.Receiver receiver;

    ReceivingSink(GuestListener.Receiver receiver) {
        this.receiver = receiver;
    }

    @Override
    public Batch open() {
        return new Waiting();
    }

    @Override
    public void close() {
        // The receiver is its owner's.
    }

    /** One guest's events that are not taken yet. */
    private final class Waiting implements Batch {
        private final EventLine ids = new EventLine("");
        private final Queue<GuestEvent> events = new ArrayDeque<>();
        private int bytes;
        private boolean refused;

        @Override
        public boolean hasRoom() {
            return bytes < FULL || flush();
        }

        @Override
        public boolean accept(Event event) {
            if (!hasRoom()) {
                return false;
            }
            GuestEvent copy = copy(event);
            events.add(copy);
            bytes += FRAME + copy.payload().length;
            return true;
        }

        private GuestEvent copy(Event event) {
            return new GuestEvent(
                    ids.id(event),
                    event.origin().domid(),
                    UUID.fromString(new String(event.origin().uuid(), US_ASCII)),
                    new String(event.origin().name(), UTF_8),
                    event.door(),
                    new String(bytes(event.type()), US_ASCII),
                    bytes(event.payload()),
                    event.sequence() == 0 ? OptionalLong.empty() : OptionalLong.of(event.sequence()),
                    time(event.time()),
                    event.received());
        }

        @Override
        public boolean flush() {
            while (!events.isEmpty() && taken(events.element())) {
                bytes -= FRAME + events.remove().payload().length;
            }
            return events.isEmpty();
        }

        // Whatever the receiver's own code throws: it must not end a thread that serves all guests.
        @SuppressWarnings("CatchingUnchecked")
        private boolean taken(GuestEvent event) {
            try {
                receiver.take(event);
                refused = false;
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } catch (Exception | Error e) {
                if (!refused) {
                    LOG.warn("guest {} is held back: its event {} was not taken", event.domid(), event.id(), e);
                }
                refused = true;
                return false;
            }
        }
    }

    private static byte[] bytes(Slice slice) {
        return Arrays.copyOfRange(slice.bytes(), slice.from(), slice.end());
    }

    private static Optional<Instant> time(long nanos) {
        return nanos == 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(
                        Long.divideUnsigned(nanos, NANOS_PER_SECOND), Long.remainderUnsigned(nanos, NANOS_PER_SECOND)));
    }
}
