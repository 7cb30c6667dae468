package org.xennotify.listener.session;

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
import org.xennotify.listener.discovery.Discovery;
import org.xennotify.listener.discovery.GuestId;
import org.xennotify.listener.monitor.GuestMonitor;

/** The sessions of all guests that are here. */
public final class Guests implements Discovery.Audience {
    private final Host host;
    private final Map<GuestId, Session> sessions = new ConcurrentHashMap<>();
    private boolean stopped;

    public Guests(Host host) {
        this.host = host;
    }

    @Override
    public synchronized void appeared(GuestId guest) {
        if (!stopped) {
            Session session = new Session(guest, host);
            sessions.put(guest, session);
            session.start();
        }
    }

    @Override
    public void ended(GuestId guest) {
        Session session = sessions.remove(guest);
        if (session != null) {
            session.end();
        }
    }

    /** There are other routes now: some may accept what none did before. */
    public void rerouted() {
        sessions.values().forEach(Session::rerouted);
    }

    /** How they stand now, by ascending domid. */
    public List<GuestStatus> status() {
        return sessions.values().stream()
                .map(Session::status)
                .sorted(Comparator.comparingInt(GuestStatus::domid))
                .toList();
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
