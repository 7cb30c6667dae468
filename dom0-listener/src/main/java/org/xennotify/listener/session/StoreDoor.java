package org.xennotify.listener.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.xennotify.event.Door;
import org.xennotify.event.Limits;
import org.xennotify.event.Message;
import org.xennotify.event.Reply;
import org.xennotify.event.StoreText;
import org.xennotify.listener.sink.Slice;
import org.xennotify.xenstore.XenStoreException;

/** Works off one guest's inbox: each event is handled first and taken out of the inbox then. */
final class StoreDoor {
    private static final int PER_TURN = 64;
    private static final int UNKNOWN = -1;

    /** An event is written and taken out, its reply is written and taken out. */
    private static final int CHANGES = 4;

    private static final CompletableFuture<Reply> MALFORMED =
            CompletableFuture.completedFuture(new Reply(false, "malformed".getBytes(US_ASCII)));

    /** What was read, an event or not; {@code reply} is there when it is handled. */
    @SuppressWarnings("ArrayRecordComponent") // made once, passed on, never compared
    private record HandedIn(String id, byte[] value, CompletableFuture<Reply> reply) {
        Optional<Reply> wanted() {
            return StoreText.wantsReply(value) ? Optional.of(reply.join()) : Optional.empty();
        }
    }

    private final GuestStore store;
    private final Voice voice;
    private final Brake nodes;
    private final BooleanSupplier ending;
    private final AtomicBoolean changed = new AtomicBoolean(); // the watch says so once, at its beginning
    private final Deque<String> listed = new ArrayDeque<>();
    private @Nullable HandedIn unacknowledged;
    private int replies = UNKNOWN;

    /** {@code nodes} is the brake on changes; {@code ending} says whether nothing more is to be begun. */
    StoreDoor(GuestStore store, Voice voice, Brake nodes, BooleanSupplier ending) {
        this.store = store;
        this.voice = voice;
        this.nodes = nodes;
        this.ending = ending;
    }

    /** Says that inbox or outbox may have changed. */
    void changed() {
        changed.set(true);
    }

    /** Works off some entries, few enough that other guests have their turn soon. */
    Progress work() throws XenStoreException {
        Progress progress = settle();
        if (progress == Progress.IDLE) {
            list();
            replies = UNKNOWN;
        }
        for (int i = 0; i < PER_TURN && progress == Progress.IDLE && !isDone(); i++) {
            progress = take(listed.element());
            if (progress == Progress.IDLE) {
                listed.remove();
            }
        }
        boolean more = !listed.isEmpty() || changed.get();
        return progress == Progress.IDLE && more ? Progress.MORE : progress;
    }

    private boolean isDone() {
        return listed.isEmpty() || ending.getAsBoolean();
    }

    private void list() throws XenStoreException {
        if (listed.isEmpty() && changed.getAndSet(false)) {
            try {
                listed.addAll(store.inbox());
            } catch (XenStoreException e) {
                changed.set(true);
                throw e;
            }
        }
    }

    /** Idle if the entry is done with. */
    private Progress take(String id) throws XenStoreException {
        if (!StoreText.isId(id)) {
            store.removeStray(id);
            return Progress.IDLE;
        }
        Optional<byte[]> value = store.inbox(id);
        return value.isEmpty() || waits(value.get()) ? Progress.IDLE : handle(id, value.get());
    }

    /** A request for a reply waits while there is no room for one; the guest making room wakes us. */
    private boolean waits(byte[] value) throws XenStoreException {
        if (!StoreText.wantsReply(value)) {
            return false;
        }
        if (replies == UNKNOWN) {
            replies = store.replies();
        }
        return replies >= Limits.OUTBOX_NODES;
    }

    private Progress handle(String id, byte[] value) throws XenStoreException {
        Optional<Message> message = StoreText.decode(value);
        Optional<CompletableFuture<Reply>> reply = message.isPresent() ? say(message.get()) : Optional.of(MALFORMED);
        if (reply.isEmpty()) {
            return Progress.HELD;
        }
        unacknowledged = new HandedIn(id, value, reply.get());
        return settle();
    }

    private Optional<CompletableFuture<Reply>> say(Message message) {
        return voice.say(Door.STORE, Slice.of(message.type()), Slice.of(message.payload()));
    }

    /** What was handed in is remembered until it is acknowledged, so that a lost connection does not make it two. */
    private Progress settle() throws XenStoreException {
        HandedIn event = unacknowledged;
        if (event == null) {
            return Progress.IDLE;
        }
        if (!event.reply().isDone()) {
            return Progress.PARKED;
        }
        return voice.flush() ? acknowledge(event) : Progress.HELD;
    }

    private Progress acknowledge(HandedIn event) throws XenStoreException {
        Optional<Reply> reply = event.wanted();
        GuestStore.Outcome outcome = store.acknowledge(event.id(), event.value(), reply);
        unacknowledged = null;
        if (event.reply() != MALFORMED) {
            nodes.earn(CHANGES);
        }
        if (outcome == GuestStore.Outcome.CHANGED) {
            changed.set(true);
        } else if (reply.isPresent() && replies != UNKNOWN) {
            replies++;
        }
        return Progress.IDLE;
    }
}
