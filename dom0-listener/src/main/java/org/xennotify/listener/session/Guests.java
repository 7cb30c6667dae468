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
import org.xennotify.listener.discovery.Discovery;
import org.xennotify.listener.discovery.GuestId;

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
     * @param patience how long what is being handled may take; after that only our nodes are removed
     */
    public void stop(Duration patience) {
        synchronized (this) {
            stopped = true;
        }
        CompletableFuture<?>[] finished =
                sessions.values().stream().map(Session::stop).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(finished).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException notAll) {
            sessions.values().forEach(Session::abandon);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
