package org.xennotify.agent.publication;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.agent.door.RingUser;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.agent.publication.Standing.Draining;
import org.xennotify.agent.publication.Standing.Outstanding;
import org.xennotify.agent.publication.Standing.Published;
import org.xennotify.agent.publication.Standing.Quiesced;
import org.xennotify.agent.publication.Standing.Stopped;
import org.xennotify.device.Platform;
import org.xennotify.lifecycle.Backoff;
import org.xennotify.lifecycle.Reason;
import org.xennotify.lifecycle.Recurring;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;
import org.xennotify.xenstore.XenStoreException.Kind;

/**
 * Keeps Dom0 told where to reach this guest: allocates a port, shares a ring, publishes both, and does so again whenever
 * that is no longer true. All of it is one look at XenStore whenever a watch fires.
 *
 * <p>All public methods are to be called on the worker.
 */
public final class Publication {
    private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

    private final Platform platform;
    private final XenStoreClient store;
    private final ScheduledExecutorService worker;
    private final Pace pace;
    private final Consumer<String> announce;
    private final OptionalInt ringSize;
    private final RingUser ringUser;
    private final GuestNodes guestNodes = GuestNodes.own();
    private final Nodes nodes;
    private final Recurring look;
    private final Backoff backoff;
    private final SecureRandom random = new SecureRandom();
    private final CompletableFuture<ExitException> ended = new CompletableFuture<>();
    private Standing standing = new Outstanding("");
    private boolean listener;
    private long earliest = System.nanoTime();

    /**
     * Makes a publication that has not begun.
     *
     * @param worker has one thread
     * @param announce takes a line for each change of state
     * @param ringSize bytes of the ring; empty: only a bell
     * @param ringUser is told of rings on the worker
     */
    public Publication(
            Platform platform,
            XenStoreClient store,
            ScheduledExecutorService worker,
            Pace pace,
            Consumer<String> announce,
            OptionalInt ringSize,
            RingUser ringUser) {
        this.platform = platform;
        this.store = store;
        this.worker = worker;
        this.pace = pace;
        this.announce = announce;
        this.ringSize = ringSize;
        this.ringUser = ringUser;
        this.nodes = new Nodes(store, guestNodes);
        this.look = new Recurring(worker, this::look);
        this.backoff = new Backoff(pace.firstRetry(), pace.longestRetry());
    }

    /** Begins: sets the watches and publishes; what fails now for lack of room is tried again later. */
    public void start() throws XenStoreException {
        // Of an agent that died: its epoch would not outlast a resume.
        store.findText(guestNodes.epoch()).ifPresent(platform::endHolder);
        for (String path : Surroundings.paths(guestNodes)) {
            store.watch(path, changed -> look.signal());
        }
        look();
    }

    /** Completes when the agent cannot go on, with the reason. */
    public CompletableFuture<ExitException> ended() {
        return ended;
    }

    private void look() {
        try {
            if (!(standing instanceof Stopped)) {
                actOn(Surroundings.look(store, guestNodes));
            }
        } catch (IOException e) {
            tryLater(e);
        } catch (RuntimeException e) {
            LOG.error("the publication met a bug", e);
        }
    }

    private void actOn(Surroundings now) throws IOException {
        tellListener(now.listener());
        Optional<Published> published = standing.published();
        String why = published.isPresent() ? whyNotAnyMore(published.get(), now) : "";
        if (standing.published().isPresent() || standing instanceof Stopped) {
            return;
        }
        if (now.quiesce()) {
            quiesce();
        } else if (System.nanoTime() - earliest >= 0) {
            publish(now, why);
        }
    }

    private void tellListener(boolean isThere) {
        if (isThere != listener) {
            listener = isThere;
            announce.accept(isThere ? "listener attached" : "listener gone");
        }
    }

    /** Gives up what is published if it cannot stand any longer, and says why. */
    private String whyNotAnyMore(Published published, Surroundings now) throws IOException {
        if (published.isFromBeforeResume(now)) {
            abandon(published);
            standing = new Outstanding("");
            return ", after a resume of the domain";
        }
        Optional<String> rejection = now.rejectionOf(published.epoch());
        if (published.isReplaced(now)) {
            endReplaced(published);
        } else if (rejection.isPresent()) {
            giveUpForAWhile(published, "rejected epoch " + published.epoch() + ": " + rejection.get());
        } else if (!published.endpoint().trouble().isEmpty()) {
            giveUpForAWhile(published, "gave up epoch " + published.epoch() + ": " + trouble(published));
        } else if (now.quiesce() || standing instanceof Draining) {
            drain(published);
        }
        return "";
    }

    private static String trouble(Published published) {
        return published.endpoint().trouble();
    }

    private void endReplaced(Published published) {
        abandon(published); // whoever replaced it may have done so after a resume
        standing = new Stopped();
        ended.complete(new ExitException(
                Exit.FAILED, "another agent has published itself in this guest: run only one of them."));
    }

    private void abandon(Published published) {
        ringUser.detach();
        published.endpoint().abandon();
    }

    /** Gives up what an attached listener has read, or will not: an epoch that is drained is not taken up again. */
    private void drain(Published published) throws IOException {
        if (!(standing instanceof Draining)) {
            CompletableFuture<Void> drained = ringUser.drain();
            standing = new Draining(
                    published, drained, System.nanoTime() + pace.drain().toNanos());
            CompletableFuture<Void> unused = drained.thenRun(look::signal);
            lookIn(pace.drain());
        } else if (((Draining) standing).isOver()) {
            giveUp(published);
        }
    }

    /** The port first: while the epoch stands there was no resume, and when it is gone Dom0 may save this guest. */
    private void giveUp(Published published) throws IOException {
        ringUser.detach();
        ringUser.shut();
        standing = new Outstanding("");
        published.endpoint().close();
        nodes.withdraw();
    }

    /** An epoch of which Dom0, or this guest, could make no use is followed by another only when it is old enough. */
    private void giveUpForAWhile(Published published, String what) throws IOException {
        giveUp(published);
        earliest = published.since() + pace.epoch().toNanos();
        Duration rest = Duration.ofNanos(earliest - System.nanoTime());
        boolean isOver = rest.isNegative() || rest.isZero();
        standing = new Outstanding(what);
        announce.accept(what + "; a new one follows " + (isOver ? "at once" : "in " + (rest.toSeconds() + 1) + " s"));
        lookIn(rest);
    }

    private void lookIn(Duration pause) {
        Future<?> unused = worker.schedule(look::signal, Math.max(pause.toNanos(), 0), TimeUnit.NANOSECONDS);
    }

    private void quiesce() throws XenStoreException {
        if (!(standing instanceof Quiesced)) {
            nodes.withdraw();
            ringUser.shut();
            standing = new Quiesced();
            announce.accept("quiesced: Dom0 asks for no event channel; the store door stays open");
        }
    }

    private void publish(Surroundings now, String why) throws IOException {
        long token = random.nextLong();
        String epoch = HexFormat.of().toHexDigits(token);
        Endpoint endpoint = Endpoint.open(platform, epoch, ringUser::raised, look::signal);
        try {
            endpoint.allocate();
            if (ringSize.isPresent()) {
                endpoint.share(ringSize.getAsInt());
            }
            if (endpoint.hasRing()) {
                ringUser.attach(endpoint, token); // first: who has seen the epoch may ask for its ring
            }
            nodes.publish(Text.printable(platform.description()), endpoint, epoch);
            standing = new Published(epoch, now.domid(), endpoint, System.nanoTime());
        } catch (IOException e) {
            ringUser.detach();
            release(endpoint, now.domid());
            throw e;
        }
        backoff.reset();
        announce.accept("published " + standing.where() + why);
        if (!endpoint.whyNotHeld().isEmpty()) {
            announce.accept("once this guest was restored, the agent must not end before it: " + endpoint.whyNotHeld());
        }
        if (ringSize.isPresent() && !endpoint.hasRing()) {
            ringUser.shut();
            announce.accept("no ring, only a bell: " + endpoint.whyNoRing());
        }
    }

    /** Closes an endpoint that was opened in that domain, unless the domain may have been restored since. */
    private void release(Endpoint endpoint, Optional<String> domid) throws IOException {
        try {
            if (Surroundings.look(store, guestNodes).domid().equals(domid)) {
                endpoint.close();
                return;
            }
        } catch (XenStoreException e) {
            LOG.warn("an event channel is left open, since XenStore cannot be asked: {}", Reason.of(e));
        }
        endpoint.abandon();
    }

    private void tryLater(IOException e) {
        Outstanding outstanding = new Outstanding(sentence(e));
        if (standing instanceof Outstanding) {
            ringUser.shut();
            if (!standing.equals(outstanding)) {
                standing = outstanding;
                announce.accept("not published: " + outstanding.trouble());
            }
        }
        boolean lost = e instanceof XenStoreException refused && refused.kind() == Kind.DISCONNECTED;
        if (!lost) { // else the watches fire as soon as it is back
            lookIn(backoff.next());
        }
    }

    private static String sentence(IOException e) {
        String message = Reason.of(e);
        boolean full = e instanceof XenStoreException refused && refused.kind() == Kind.FULL;
        return full
                ? "XenStore's quota for this guest is reached (" + message + "); trying again until there is room"
                : message;
    }

    /** Rings Dom0's bell. */
    public Outcome ringBell() {
        if (!(standing instanceof Published published)) {
            return noBell("there is no bell now (" + standing.where() + "): use --via store.");
        }
        if (published.endpoint().hasRing()) {
            return noBell("this agent has a ring, where a wake-up is no event: send one with a TYPE, or run the"
                    + " agent with --no-ring.");
        }
        try {
            published.endpoint().ringBell();
            return new Outcome.Accepted();
        } catch (IOException e) {
            return new Outcome.Failed(Exit.FAILED, "the bell does not ring: " + Reason.of(e) + ".");
        }
    }

    private static Outcome noBell(String sentence) {
        return new Outcome.Failed(Exit.UNAVAILABLE, sentence);
    }

    /** For a person who wants to know. */
    public Map<String, Object> report() {
        Map<String, Object> fields = standing.report();
        fields.put("listener", listener);
        return fields;
    }

    /** Removes what was published and gives port and ring back. */
    public void stop() {
        Standing last = standing;
        standing = new Stopped();
        ringUser.detach();
        try {
            Surroundings now = Surroundings.look(store, guestNodes);
            if (last.published().isPresent()) {
                withdraw(last.published().get(), now);
            } else if (now.epoch().isEmpty()) {
                nodes.removeAll();
            }
        } catch (IOException e) {
            LOG.warn("not everything could be removed from XenStore: {}", Reason.of(e));
        }
    }

    private void withdraw(Published published, Surroundings now) throws IOException {
        if (published.isFromBeforeResume(now) || published.isReplaced(now)) {
            published.endpoint().abandon();
        } else {
            published.endpoint().close();
            nodes.removeAll();
        }
    }
}
