package org.xennotify.listener.session;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.listener.discovery.Discovery;
import org.xennotify.listener.discovery.GuestId;
import org.xennotify.listener.monitor.GuestMonitor;

/** The sessions of all guests that are here. */
public final class Guests implements Discovery.Audience {
    private static final Logger LOG = LoggerFactory.getLogger(Guests.class);
    private static final int LONGEST_NAME = 255;

    private final Host host;
    private final Map<GuestId, Session> sessions = new ConcurrentHashMap<>();
    private final FormerGuests former = new FormerGuests();
    private boolean stopped;

    public Guests(Host host) {
        this.host = host;
    }

    @Override
    public synchronized void appeared(GuestId guest) {
        if (!stopped) {
            Session session = new Session(guest, host);
            sessions.put(guest, session);
            former.of(guest.uuid()).filter(last -> isAlone(guest)).ifPresent(last -> recognise(last, guest));
            session.start();
        }
    }

    /** A migration on this host has two domains of one guest for a while. */
    private boolean isAlone(GuestId guest) {
        return sessions.keySet().stream()
                        .filter(other -> other.uuid().equals(guest.uuid()))
                        .count()
                == 1;
    }

    @Override
    public void ended(GuestId guest) {
        Session session = sessions.remove(guest);
        if (session != null) {
            session.end();
            CompletableFuture<Void> unused = session.finished().thenRun(() -> remember(session.status()));
        }
    }

    private synchronized void remember(GuestStatus ended) {
        former.add(ended);
        sessions.keySet().stream()
                .filter(guest -> guest.uuid().equals(ended.uuid()))
                .forEach(guest -> recognise(ended, guest));
    }

    private static void recognise(GuestStatus last, GuestId now) {
        LOG.info(
                "guest {} ({}) is back as domain {}, was domain {}",
                Printable.of(last.name(), LONGEST_NAME),
                now.uuid(),
                now.domid(),
                last.domid());
    }

    /** There are other routes now: some may accept what none did before. */
    public void rerouted() {
        sessions.values().forEach(Session::rerouted);
    }

    /**
     * Has a guest's agent give its event channel up for as long as it is not told otherwise. Waits for XenStore.
     *
     * @param quiet false: it may have one again
     * @return whether neither side has an event channel any more, if that is what was asked for
     * @throws IOException if there is no such guest, or it cannot be told
     */
    public boolean quiesce(int domid, boolean quiet) throws IOException {
        for (Map.Entry<GuestId, Session> guest : sessions.entrySet()) {
            if (guest.getKey().domid() == domid) {
                return guest.getValue().quiesce(quiet);
            }
        }
        throw new IOException("the listener knows of no domain " + domid + ".");
    }

    /** How they stand now, by ascending domid. */
    public synchronized List<GuestStatus> status() {
        return sessions.values().stream()
                .map(Session::status)
                .map(status -> former.of(status.uuid()).map(status::after).orElse(status))
                .sorted(Comparator.comparingInt(GuestStatus::domid))
                .toList();
    }

    /** What is counted about them, in any order. */
    public List<Figures> figures() {
        return sessions.values().stream().map(Session::figures).toList();
    }

    /**
     * Lets go of all guests in order.
     *
     * @param patience how long what is being handled may take; after that only our nodes are removed, and virtual CPUs
     *     that are held are waited for, as long as {@link GuestMonitor#PATIENCE}: without us they would stand still
     */
    public void stop(Duration patience) {
        synchronized (this) {
            stopped = true;
        }
        if (!await(Session::stop, patience)) {
            sessions.values().forEach(Session::abandon);
            boolean unused = await(Session::freed, GuestMonitor.PATIENCE);
        }
    }

    /** Whether something has come true of all guests in time. */
    private boolean await(Function<Session, CompletableFuture<Void>> what, Duration patience) {
        CompletableFuture<?>[] all = sessions.values().stream().map(what).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(all).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException notAll) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
