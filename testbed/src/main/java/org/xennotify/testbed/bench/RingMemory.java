package org.xennotify.testbed.bench;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.xennotify.device.Platform;
import org.xennotify.lifecycle.Resources;
import org.xennotify.listener.daemon.Listener;
import org.xennotify.listener.sink.Sink;

/**
 * How much memory the listener has for each guest with a ring, on a simulated host in the directory DIR.
 *
 * <p>{@code listen DIR GUESTS} is Dom0: it weighs heap and direct buffers when one guest has been heard, and when GUESTS
 * have, and prints the difference per guest. {@code guests DIR FROM TO} is those guests: each sends one event, wants a
 * reply, and stays.
 */
public final class RingMemory {
    private static final int RING = 65536;
    private static final int COLLECTIONS = 3;

    private RingMemory() {}

    /** Runs one side. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int last = Integer.parseInt(arguments[arguments.length - 1]);
        String host = "sim:" + arguments[1];
        if (arguments[0].equals("listen")) {
            listen(host, last);
        } else {
            stay(host, Integer.parseInt(arguments[2]), last);
        }
    }

    private static void listen(String host, int guests) throws IOException, InterruptedException {
        Platform platform = Platform.open(host);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(guests);
        Sink sink = new HearingSink(event -> {
            first.countDown();
            all.countDown();
        });
        Path control = platform.runDirectory().resolve("bench.sock");
        try (Listener listener = Listener.open(platform, sink, Optional.empty(), why -> System.err.println(why))) {
            listener.start(control);
            first.await();
            long one = weigh();
            System.out.println("one");
            all.await();
            double each = (weigh() - one) / 1024.0 / (guests - 1);
            System.out.printf(Locale.ROOT, "%.1f KiB per guest%n", each);
        }
    }

    private static void stay(String host, int first, int last) throws IOException, InterruptedException {
        try (Resources rings = new Resources()) {
            for (int domid = first; domid <= last; domid++) {
                GuestRing ring = rings.add(GuestRing.open(Platform.open(host + ":" + domid), RING));
                ring.send("lab.here", new byte[] {'x'}, true);
                ring.flush();
            }
            Thread.currentThread().join();
        }
    }

    /** Bytes that live on the heap or in direct buffers; mapped pages are not among them. */
    private static long weigh() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(500);
        }
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct;
    }
}
