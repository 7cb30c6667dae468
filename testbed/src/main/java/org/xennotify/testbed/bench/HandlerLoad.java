package org.xennotify.testbed.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.xennotify.device.Platform;
import org.xennotify.lifecycle.Resources;

/**
 * Guests on a simulated host that send events through rings, each guest as fast as Dom0 handles what it sends.
 *
 * <p>Arguments: {@code DIR GUESTS COUNT}: the host's directory, and how many events the guests 1 to GUESTS send together.
 * Prints how many a second were handled, from the first sent to the last acknowledged.
 */
public final class HandlerLoad {
    private static final int RING = 65536;
    private static final String TYPE = "lab.work";
    private static final byte[] PAYLOAD = new byte[40];

    private HandlerLoad() {}

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        int guests = Integer.parseInt(arguments[1]);
        int each = Integer.parseInt(arguments[2]) / guests;
        ExecutorService threads = Executors.newFixedThreadPool(guests);
        try (Resources opened = new Resources()) {
            List<GuestRing> rings = new ArrayList<>();
            for (int domid = 1; domid <= guests; domid++) {
                rings.add(opened.add(GuestRing.open(Platform.open("sim:" + arguments[0] + ":" + domid), RING)));
            }
            long start = System.nanoTime();
            List<Future<Integer>> sent = new ArrayList<>();
            rings.forEach(ring -> sent.add(threads.submit(() -> send(ring, each))));
            long sum = 0;
            for (Future<Integer> one : sent) {
                sum += one.get();
            }
            System.out.printf(Locale.ROOT, "%.0f events a second%n", sum / ((System.nanoTime() - start) / 1e9));
        } finally {
            threads.shutdown();
        }
    }

    private static int send(GuestRing ring, int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            ring.send(TYPE, PAYLOAD, false);
            ring.flush();
        }
        ring.drain();
        return count;
    }
}
