package org.xennotify.xenstore;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.xennotify.device.StoreTransport;
import org.xennotify.device.UnavailableException;
import org.xennotify.lifecycle.Backoff;
import org.xennotify.lifecycle.Threads;
import org.xennotify.xenstore.XenStoreException.Kind;

/**
 * A connection to XenStore that renews itself when the daemon is restarted, with its watches.
 *
 * <p>While there is no daemon every request fails at once with {@link Kind#DISCONNECTED}; as soon as there is one again,
 * every watch fires. One thread reads ({@code xenstore-reader}), one calls watch listeners ({@code xenstore-watches}).
 */
public final class XenStoreClient implements XenStore, AutoCloseable {

    /** Opens one transport; called again whenever the last one has ended. */
    public interface Connector {
        StoreTransport open() throws UnavailableException;
    }

    /** Bit of {@link #features}: watches may be told how deep to look. */
    public static final int FEATURE_WATCH_DEPTH = 4;

    private static final int TRANSACTION_ATTEMPTS = 16;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Connector connector;
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private final AtomicLong lastToken = new AtomicLong();
    private final ExecutorService watchThread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Connection connection;

    private XenStoreClient(Connector connector) throws UnavailableException {
        this.connector = connector;
        this.connection = new Connection(connector.open(), this::onWatchEvent);
        this.watchThread = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "xenstore-watches");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Connects.
     *
     * @throws UnavailableException if there is no XenStore for this process now
     */
    public static XenStoreClient connect(Connector connector) throws UnavailableException {
        XenStoreClient client = new XenStoreClient(connector);
        Threads.start("xenstore-reader", client::run);
        return client;
    }

    private void run() {
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        connection.run();
        while (!isClosedAfter(backoff.next())) {
            try {
                connection = new Connection(connector.open(), this::onWatchEvent);
            } catch (UnavailableException notYet) {
                continue;
            }
            backoff.reset();
            if (closed.getCount() == 0) {
                connection.close();
            }
            watchThread.execute(this::setWatchesAgain);
            connection.run();
        }
    }

    private boolean isClosedAfter(Duration pause) {
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void setWatchesAgain() {
        for (Watch watch : watches.values()) {
            try {
                call(watch.request());
            } catch (XenStoreException e) {
                if (e.kind() == Kind.DISCONNECTED) {
                    return; // the next connection sets them
                }
                watch.fire(watch.request().path());
            }
        }
    }

    private void onWatchEvent(String path, String token) {
        Watch watch = watches.get(token);
        if (watch != null) {
            watch.fire(path);
        }
    }

    @Override
    public CompletableFuture<byte[]> submit(Request request) {
        return connection.submit(request, 0);
    }

    /** Watches a path and all below it. */
    public Watch watch(String path, Watch.Listener listener) throws XenStoreException {
        return watch(path, OptionalInt.empty(), listener);
    }

    /**
     * Watches a path and what is at most so deep below it; depth 0 is the node itself.
     *
     * @param depth only where {@link #features} has {@link #FEATURE_WATCH_DEPTH}
     */
    public Watch watch(String path, OptionalInt depth, Watch.Listener listener) throws XenStoreException {
        String token = "xen-notify-" + lastToken.incrementAndGet();
        Watch watch = new Watch(this, path, token, depth, listener, watchThread);
        watches.put(token, watch); // first: through a kernel the first event may come before the answer
        try {
            call(watch.request());
        } catch (XenStoreException e) {
            watches.remove(token);
            throw e;
        }
        return watch;
    }

    void unwatch(Watch watch, Request.Unwatch request) throws XenStoreException {
        watches.remove(watch.token());
        try {
            call(request);
        } catch (XenStoreException e) {
            if (e.kind() != Kind.DISCONNECTED && e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    /**
     * Runs a transaction, again from its start as long as other commits come between, at most 16 times.
     *
     * @throws XenStoreException what the body throws, after the transaction was aborted; {@link Kind#CONFLICT} if every
     *     attempt met another commit
     */
    public <T> T transaction(Transaction.Body<T> body) throws XenStoreException {
        for (int attempt = 1; ; attempt++) {
            Transaction transaction = begin();
            T result = runOrAbort(transaction, body);
            try {
                transaction.end(true);
                return result;
            } catch (XenStoreException e) {
                if (e.kind() != Kind.CONFLICT || attempt == TRANSACTION_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Transaction begin() throws XenStoreException {
        Connection current = connection;
        byte[] id = XenStore.await(current.submit(new Request.TransactionStart(), 0));
        try {
            return new Transaction(
                    current, Integer.parseUnsignedInt(Listing.strings(id, 0).get(0)));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw XenStoreException.disconnected("TRANSACTION_START", "the daemon's answer is no number");
        }
    }

    private static <T> T runOrAbort(Transaction transaction, Transaction.Body<T> body) throws XenStoreException {
        try {
            return body.run(transaction);
        } catch (XenStoreException | RuntimeException e) {
            try {
                transaction.end(false);
            } catch (XenStoreException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    /** What the daemon says it can do, as bits of GET_FEATURE; 0 where it is too old to be asked. */
    public int features() throws XenStoreException {
        try {
            return Integer.parseInt(
                    Listing.strings(call(new Request.GetFeature()), 0).get(0));
        } catch (XenStoreException e) {
            if (e.kind() == Kind.DISCONNECTED) {
                throw e;
            }
            return 0;
        } catch (NumberFormatException | IndexOutOfBoundsException notANumber) {
            return 0;
        }
    }

    /** Ends the connection with its watches and transactions; everybody who waits for an answer is woken. */
    @Override
    public void close() {
        closed.countDown();
        connection.close();
        watchThread.shutdownNow();
    }
}
