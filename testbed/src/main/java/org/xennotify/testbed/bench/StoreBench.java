package org.xennotify.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.xennotify.device.UnavailableException;
import org.xennotify.device.UnixSocketTransport;
import org.xennotify.xenstore.Request;
import org.xennotify.xenstore.XenStore;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;

/**
 * Times the XenStore client against a daemon's socket, as {@code testbed/peers/store-bench.c} times libxenstore: reads
 * and writes one after the other, with a watch set (both sides then have a reading thread), and reads 32 deep.
 *
 * <p>Arguments: the socket, and how many operations a figure takes. Prints {@code name value unit} lines.
 */
public final class StoreBench {
    private static final int DEPTH = 32;
    private static final String NODE = "/xen-notify-bench";

    private interface Operation {
        void run() throws XenStoreException;
    }

    private final XenStoreClient store;
    private final int count;

    private StoreBench(XenStoreClient store, int count) {
        this.store = store;
        this.count = count;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws IOException {
        Path socket = Path.of(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        try (XenStoreClient store = XenStoreClient.connect(() -> connect(socket))) {
            new StoreBench(store, count).run();
        }
    }

    private static UnixSocketTransport connect(Path socket) throws UnavailableException {
        try {
            return UnixSocketTransport.connect(socket);
        } catch (IOException e) {
            throw new UnavailableException("no daemon at " + socket + ": start one with testbed/xenstored/start.", e);
        }
    }

    private void run() throws XenStoreException {
        store.watch("/xen-notify-bench-watched", path -> {});
        store.write(NODE, "0123456789");
        for (int round = 0; round < 3; round++) { // the first two are for the compilers
            boolean print = round == 2;
            sequential("read", print, () -> store.read(NODE));
            sequential("write", print, () -> store.write(NODE, "0123456789"));
            deep(print);
        }
        store.remove(NODE);
    }

    private void sequential(String name, boolean print, Operation operation) throws XenStoreException {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            operation.run();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        print(print, name + "-p50", nanos[count / 2] / 1e3, "us");
        print(print, name + "-mean", Arrays.stream(nanos).average().orElseThrow() / 1e3, "us");
    }

    private void deep(boolean print) throws XenStoreException {
        Deque<CompletableFuture<byte[]>> underWay = new ArrayDeque<>();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            if (underWay.size() == DEPTH) {
                XenStore.await(underWay.remove());
            }
            underWay.add(store.submit(new Request.Read(NODE)));
        }
        while (!underWay.isEmpty()) {
            XenStore.await(underWay.remove());
        }
        print(print, "read-32-deep", count * 1e9 / (System.nanoTime() - start), "per-second");
    }

    private static void print(boolean print, String name, double value, String unit) {
        if (print) {
            System.out.printf(Locale.ROOT, "%s %.1f %s%n", name, value, unit);
        }
    }
}
