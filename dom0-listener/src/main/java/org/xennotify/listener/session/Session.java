package org.xennotify.listener.session;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.xennotify.lifecycle.Reason;
import org.xennotify.lifecycle.Recurring;
import org.xennotify.listener.discovery.GuestId;
import org.xennotify.listener.discovery.Retry;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.Watch;
import org.xennotify.xenstore.XenStoreException;

/**
 * One guest. Whatever happens only signals it; then it looks at everything that may have changed, in turns that are
 * short and never two at a time.
 */
public final class Session {
    /** {@code inbox/<id>} is the deepest that is ours. */
    private static final OptionalInt DEPTH = OptionalInt.of(2);

    private enum Life {
        GOING_ON,
        /** The domain has ended: what it last said is still passed on. */
        ENDED,
        /** The listener stops: what is not passed on stays with the guest. */
        STOPPED
    }

    private final GuestId guest;
    private final Host host;
    private final GuestNodes nodes;
    private final GuestLog log;
    private final GuestStore store;
    private final Voice voice;
    private final Tally tally = new Tally();
    private final Budget budget;
    private final NodeWatch watch;
    private final PublishedDoor published;
    private final StoreDoor inbox;
    private final TrapDoor traps;
    private final Recurring turns;
    private final Retry retry;
    private final AtomicBoolean changed = new AtomicBoolean(); // each watch says so once, at its beginning
    private final AtomicBoolean renamed = new AtomicBoolean();
    private final AtomicBoolean rerouted = new AtomicBoolean(true);
    private final CompletableFuture<Void> freed = new CompletableFuture<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private volatile Life life = Life.GOING_ON;
    private @Nullable Watch nameWatch;
    private boolean identified;

    Session(GuestId guest, Host host) {
        this.guest = guest;
        this.host = host;
        this.nodes = GuestNodes.of(guest.domid());
        this.log = new GuestLog(guest, host::alarm);
        this.store = new GuestStore(host.store(), guest.domid());
        this.turns = new Recurring(host.pool(), this::turn);
        this.voice = new Voice(guest, host.router().open(turns::signal, log::warn), turns::signal);
        this.retry = new Retry(host.timer(), turns::signal);
        this.budget = Budget.of(host, log, turns::signal);
        OptionalInt depth = host.depths() ? DEPTH : OptionalInt.empty();
        this.watch = new NodeWatch(
                host.store(), nodes.base(), depth, budget.nodes(), host.alarm(turns::signal), this::changed);
        this.published = new PublishedDoor(store, this::open, budget.attaching(), log, retry, this::lookAgain);
        this.inbox = new StoreDoor(store, voice, budget.nodes(), () -> life != Life.GOING_ON);
        this.traps = new TrapDoor(() -> Traps.attach(host, guest, voice, log, turns::signal), log, retry);
    }

    void start() {
        turns.signal();
    }

    /** The domain is no more: everything of it is let go at once, or it would stay as a zombie. */
    void end() {
        finish(Life.ENDED);
    }

    /** Lets go of the guest in order. */
    CompletableFuture<Void> stop() {
        finish(Life.STOPPED);
        return finished;
    }

    /** Completes when none of its virtual CPUs is held any more, after {@link #stop}. */
    CompletableFuture<Void> freed() {
        return traps.isAttached() ? freed : CompletableFuture.completedFuture(null);
    }

    private void finish(Life as) {
        life = as;
        turns.signal();
    }

    /** Removes our node although a turn does not come to its end; safe beside one. */
    void abandon() {
        if (!finished.isDone()) {
            quietly(store::leave);
        }
    }

    /**
     * Has the guest's agent give its event channel up, or take one again. Waits for XenStore; any thread.
     *
     * @return whether neither side has an event channel any more, if that is what was asked for
     */
    boolean quiesce(boolean quiet) throws XenStoreException {
        store.quiesce(quiet);
        return !quiet || (store.isQuiet() && published.isGone());
    }

    /** Completes when its domain has ended and all that it said is passed on, or the listener stops. */
    CompletableFuture<Void> finished() {
        return finished;
    }

    /** There are other routes now. */
    void rerouted() {
        rerouted.set(true);
        lookAgain();
    }

    private void lookAgain() {
        changed.set(true);
        turns.signal();
    }

    private void renamed(String path) {
        renamed.set(true);
        turns.signal();
    }

    private void changed(String path) {
        if (path.equals(nodes.listener())) {
            return; // it is ours: what a guest does to it misleads only the guest
        }
        inbox.changed();
        if (!path.startsWith(nodes.inbox()) && !path.startsWith(nodes.outbox())) {
            changed.set(true);
        }
        turns.signal();
    }

    // A mistake of ours in one guest's turn must not end another's.
    @SuppressWarnings("CatchingUnchecked")
    private void turn() {
        try {
            if (life == Life.GOING_ON) {
                goOn();
            } else {
                letGo();
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
        } finally {
            voice.turnEnds();
        }
    }

    private void goOn() throws IOException {
        boolean trapsHeld = isHeld(traps.work()); // first, since a virtual CPU waits for it
        boolean held = isHeld(published.work()); // and this, since bell and ring are heard without XenStore too
        watch();
        boolean look = changed.getAndSet(false);
        if (renamed.getAndSet(false) || look) {
            identify();
            trapsHeld = isHeld(traps.work());
        }
        if (look) {
            held = isHeld(published.look());
        }
        held |= identified && isHeld(inbox.work()); // routes ask for the name
        if (held || trapsHeld) {
            retry.later();
        } else {
            retry.reset();
        }
    }

    /** Whether it must be tried again later; if there is more the next turn comes at once. */
    private boolean isHeld(Progress progress) {
        if (progress == Progress.MORE) {
            turns.signal();
        }
        return progress == Progress.HELD;
    }

    private Link open(Publication publication) throws IOException {
        if (publication.ring().isPresent()) {
            return Ring.attach(host, guest.domid(), publication, voice, tally, budget, turns::signal);
        }
        int port = publication.port().orElseThrow();
        return Bell.bind(host, voice, guest.domid(), port, budget.wakeups(), turns::signal);
    }

    private void watch() throws XenStoreException {
        watch.keep();
        if (nameWatch == null) {
            nameWatch = host.store().watch(GuestNodes.domainName(guest.domid()), OptionalInt.empty(), this::renamed);
        }
    }

    private void identify() throws XenStoreException {
        String name = store.domainName();
        if (!name.isEmpty()) { // a dying domain keeps its name
            log.named(name);
            boolean renamed = voice.named(name);
            if (rerouted.getAndSet(false) || renamed) {
                traps.follow(voice.mayTrap());
            }
        }
        identified = true;
    }

    private void failed(Exception e) {
        if (!isExpected(e)) {
            log.warn("trying again: " + e);
        }
        changed.set(true);
        inbox.changed();
        retry.later();
    }

    /** A lost connection is told once for all guests, and a busy guest conflicts only with itself. */
    private static boolean isExpected(Exception e) {
        return e instanceof XenStoreException refused
                && (refused.kind() == XenStoreException.Kind.DISCONNECTED
                        || refused.kind() == XenStoreException.Kind.CONFLICT);
    }

    private void letGo() throws IOException {
        if (life == Life.STOPPED) {
            traps.leave();
            freed.complete(null);
            published.leave();
        } else {
            traps.withdraw();
            published.withdraw();
        }
        quietly(store::leave);
        quietly(watch::close);
        if (nameWatch != null) {
            quietly(nameWatch::close);
            nameWatch = null;
        }
        if (life == Life.STOPPED || hasSaidItsLast()) {
            voice.turnEnds(); // whoever waits for this asks how many events there were
            finished.complete(null);
        }
    }

    private boolean hasSaidItsLast() throws IOException {
        Progress progress = published.work();
        boolean held = isHeld(progress) || !voice.flush();
        if (held) {
            retry.later();
        }
        if (progress != Progress.MORE) {
            published.outlive();
        }
        return !held && published.isGone();
    }

    private interface Step {
        void run() throws XenStoreException;
    }

    private void quietly(Step step) {
        try {
            step.run();
        } catch (XenStoreException e) {
            if (!isExpected(e)) {
                log.warn("cannot tidy up: " + Reason.of(e));
            }
        }
    }

    Figures figures() {
        return new Figures(status(), voice.traffic());
    }

    /** How it stands now. */
    public GuestStatus status() {
        Optional<Publication> offer = published.publication();
        return new GuestStatus(
                guest.domid(),
                voice.name(),
                guest.uuid(),
                offer.flatMap(Publication::door)
                                .map(door -> door.label() + "+store")
                                .orElse("store")
                        + (traps.isAttached() ? "+trap" : ""),
                published.state(),
                offer.map(Publication::epoch).orElse(""),
                voice.events(),
                voice.rate(),
                voice.last(),
                voice.lagMillis(),
                tally.backlog(),
                tally.gaps(),
                tally.droppedReplies(),
                budget.throttled());
    }
}
