package org.xennotify.listener.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
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

    /** What is left to do after a turn. */
    enum Outcome {
        NOTHING,
        MORE,
        /** An event cannot be passed on now: try again later. */
        HELD
    }

    private static final int PER_TURN = 64;
    private static final int UNKNOWN = -1;
    private static final Optional<Reply> MALFORMED = Optional.of(new Reply(false, "malformed".getBytes(US_ASCII)));

    /** {@code reply} is empty where none was asked for. */
    @SuppressWarnings("ArrayRecordComponent") // made once, passed on, never compared
    private record Handled(String id, byte[] value, Optional<Reply> reply) {}

    private final GuestStore store;
    private final Voice voice;
    private final BooleanSupplier ending;
    private final AtomicBoolean changed = new AtomicBoolean(true);
    private final Deque<String> listed = new ArrayDeque<>();
    private @Nullable Handled unacknowledged;
    private int replies = UNKNOWN;

    /** {@code ending} says whether nothing more is to be begun. */
    StoreDoor(GuestStore store, Voice voice, BooleanSupplier ending) {
        this.store = store;
        this.voice = voice;
        this.ending = ending;
    }

    /** Says that inbox or outbox may have changed. */
    void changed() {
        changed.set(true);
    }

    /** Works off some entries, few enough that other guests have their turn soon. */
    Outcome work() throws XenStoreException {
        settle();
        list();
        replies = UNKNOWN;
        for (int i = 0; i < PER_TURN && !listed.isEmpty() && !ending.getAsBoolean(); i++) {
            if (!take(listed.element())) {
                return Outcome.HELD;
            }
            listed.remove();
        }
        return listed.isEmpty() && !changed.get() ? Outcome.NOTHING : Outcome.MORE;
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

    /** False if the event cannot be passed on now. */
    private boolean take(String id) throws XenStoreException {
        if (!StoreText.isId(id)) {
            store.removeStray(id);
            return true;
        }
        Optional<byte[]> value = store.inbox(id);
        return value.isEmpty() || waits(value.get()) || handle(id, value.get());
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

    private boolean handle(String id, byte[] value) throws XenStoreException {
        Optional<Message> message = StoreText.decode(value);
        Optional<Reply> reply = message.isPresent() ? say(message.get()) : MALFORMED;
        if (reply.isEmpty()) {
            return false;
        }
        unacknowledged = new Handled(id, value, reply.filter(r -> StoreText.wantsReply(value)));
        settle();
        return true;
    }

    private Optional<Reply> say(Message message) {
        return voice.say(Door.STORE, Slice.of(message.type()), Slice.of(message.payload()));
    }

    /** What was handled is remembered until it is acknowledged, so that a lost connection does not make it two. */
    private void settle() throws XenStoreException {
        Handled handled = unacknowledged;
        if (handled == null) {
            return;
        }
        GuestStore.Outcome outcome = store.acknowledge(handled.id(), handled.value(), handled.reply());
        unacknowledged = null;
        if (outcome == GuestStore.Outcome.CHANGED) {
            changed.set(true);
        } else if (handled.reply().isPresent() && replies != UNKNOWN) {
            replies++;
        }
    }
}
