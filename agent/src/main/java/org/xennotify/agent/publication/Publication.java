package org.xennotify.agent.publication;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.agent.publication.Standing.Outstanding;
import org.xennotify.agent.publication.Standing.Published;
import org.xennotify.agent.publication.Standing.Quiesced;
import org.xennotify.agent.publication.Standing.Stopped;
import org.xennotify.device.EventChannels;
import org.xennotify.device.Platform;
import org.xennotify.lifecycle.Backoff;
import org.xennotify.lifecycle.Recurring;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;
import org.xennotify.xenstore.XenStoreException.Kind;

/**
 * Keeps Dom0 told where to reach this guest: allocates a port, publishes it, and does so again whenever that is no
 * longer true. All of it is one look at XenStore whenever a watch fires.
 *
 * <p>All public methods are to be called on the worker.
 */
public final class Publication {
    private static final Logger LOG = LoggerFactory.getLogger(Publication.class);
    private static final int DOM0 = 0;
    private static final int EPOCH_BYTES = 8;

    private final Platform platform;
    private final XenStoreClient store;
    private final ScheduledExecutorService worker;
    private final Pace pace;
    private final Consumer<String> announce;
    private final GuestNodes guestNodes = GuestNodes.own();
    private final Nodes nodes;
    private final Recurring look;
    private final Backoff backoff;
    private final SecureRandom random = new SecureRandom();
    private final CompletableFuture<ExitException> ended = new CompletableFuture<>();
    private Standing standing = new Outstanding("");
    private boolean listener;
    private String rejectedEpoch = "";

    /**
     * Makes a publication that has not begun.
     *
     * @param worker has one thread
     * @param announce takes a line for each change of state
     */
    public Publication(
            Platform platform,
            XenStoreClient store,
            ScheduledExecutorService worker,
            Pace pace,
            Consumer<String> announce) {
        this.platform = platform;
        this.store = store;
        this.worker = worker;
        this.pace = pace;
        this.announce = announce;
        this.nodes = new Nodes(store, guestNodes);
        this.look = new Recurring(worker, this::look);
        this.backoff = new Backoff(pace.firstRetry(), pace.longestRetry());
    }

    /** Begins: sets the watches and publishes; what fails now for lack of room is tried again later. */
    public void start() throws XenStoreException {
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
        String why = standing instanceof Published published ? whyNotAnyMore(published, now) : "";
        if (standing instanceof Published || standing instanceof Stopped) {
            return;
        }
        if (now.quiesce()) {
            quiesce();
        } else {
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
            published.channels().abandon();
            standing = new Outstanding("");
            return ", after a resume of the domain";
        }
        if (published.isReplaced(now)) {
            endReplaced(published);
        } else if (now.quiesce()) {
            giveUp(published);
        } else if (isRejected(published, now)) {
            giveUp(published);
            return ", since Dom0 rejected the last one";
        }
        return "";
    }

    private void endReplaced(Published published) {
        published.channels().abandon(); // whoever replaced it may have done so after a resume
        standing = new Stopped();
        ended.complete(new ExitException(
                Exit.FAILED, "another agent has published itself in this guest: run only one of them."));
    }

    private void giveUp(Published published) throws IOException {
        nodes.withdraw();
        standing = new Outstanding("");
        published.channels().close();
    }

    /** Whether Dom0 gave this epoch up and it is old enough to be followed by another. */
    private boolean isRejected(Published published, Surroundings now) {
        Optional<Rejection> rejection = Rejection.of(published, now, pace.epoch());
        if (rejection.isPresent() && !rejectedEpoch.equals(published.epoch())) {
            rejectedEpoch = published.epoch();
            announce.accept("rejected epoch " + rejectedEpoch + ": " + rejection.get());
            lookIn(rejection.get().rest());
        }
        return rejection.filter(Rejection::mayBeFollowed).isPresent();
    }

    private void lookIn(Duration pause) {
        Future<?> unused = worker.schedule(look::signal, Math.max(pause.toNanos(), 0), TimeUnit.NANOSECONDS);
    }

    private void quiesce() throws XenStoreException {
        if (!(standing instanceof Quiesced)) {
            nodes.withdraw();
            standing = new Quiesced();
            announce.accept("quiesced: Dom0 asks for no event channel; the store door stays open");
        }
    }

    private void publish(Surroundings now, String why) throws IOException {
        EventChannels channels = platform.openEventChannels();
        try {
            int port = channels.allocateUnbound(DOM0);
            String epoch = newEpoch();
            nodes.publish(Text.printable(platform.description()), port, epoch);
            standing = new Published(epoch, now.domid(), channels, port, System.nanoTime());
        } catch (IOException e) {
            release(channels, now.domid());
            throw e;
        }
        backoff.reset();
        announce.accept("published " + standing.where() + why);
    }

    private String newEpoch() {
        byte[] bytes = new byte[EPOCH_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Closes channels that were opened in that domain, unless the domain may have been restored since. */
    private void release(EventChannels channels, Optional<String> domid) throws IOException {
        try {
            if (Surroundings.look(store, guestNodes).domid().equals(domid)) {
                channels.close();
                return;
            }
        } catch (XenStoreException e) {
            LOG.warn("an event channel is left open, since XenStore cannot be asked: {}", e.getMessage());
        }
        channels.abandon();
    }

    private void tryLater(IOException e) {
        Outstanding outstanding = new Outstanding(sentence(e));
        if (standing instanceof Outstanding && !standing.equals(outstanding)) {
            standing = outstanding;
            announce.accept("not published: " + outstanding.trouble());
        }
        boolean lost = e instanceof XenStoreException refused && refused.kind() == Kind.DISCONNECTED;
        if (!lost) { // else the watches fire as soon as it is back
            lookIn(backoff.next());
        }
    }

    private static String sentence(IOException e) {
        String message = String.valueOf(e.getMessage());
        boolean full = e instanceof XenStoreException refused && refused.kind() == Kind.FULL;
        return full
                ? "XenStore's quota for this guest is reached (" + message + "); trying again until there is room"
                : message;
    }

    /** Rings Dom0's bell. */
    public Outcome ring() {
        if (standing instanceof Published published) {
            try {
                published.channels().notify(published.port());
                return new Outcome.Accepted();
            } catch (IOException e) {
                return new Outcome.Failed(Exit.FAILED, "the bell does not ring: " + e.getMessage() + ".");
            }
        }
        return new Outcome.Failed(
                Exit.UNAVAILABLE, "there is no bell now (" + standing.where() + "): use --via store.");
    }

    /** For a person who wants to know. */
    public Map<String, Object> report() {
        Map<String, Object> fields = standing.report();
        fields.put("listener", listener);
        return fields;
    }

    /** Removes what was published and gives the port back. */
    public void stop() {
        Standing last = standing;
        standing = new Stopped();
        try {
            Surroundings now = Surroundings.look(store, guestNodes);
            if (last instanceof Published published) {
                withdraw(published, now);
            } else if (now.epoch().isEmpty()) {
                nodes.removeAll();
            }
        } catch (IOException e) {
            LOG.warn("not everything could be removed from XenStore: {}", e.getMessage());
        }
    }

    private void withdraw(Published published, Surroundings now) throws IOException {
        if (published.isFromBeforeResume(now) || published.isReplaced(now)) {
            published.channels().abandon();
        } else {
            nodes.removeAll();
            published.channels().close();
        }
    }
}
