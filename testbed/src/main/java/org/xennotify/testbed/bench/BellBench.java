package org.xennotify.testbed.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.xennotify.device.EventChannels;
import org.xennotify.device.Platform;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;

/**
 * Measures a bell's round trip from Dom0 to a guest and back, as {@code testbed/peers/evtchn-ping.c} and
 * {@code evtchn-pong.c} do with libxenevtchn.
 *
 * <p>{@code pong} in the guest publishes a port and answers; {@code ping DOMID COUNT} in Dom0 prints p50 and p99.
 */
public final class BellBench {
    private static final String PORT = "data/bench/port";

    private final EventChannels channels;
    private final int[] raised = new int[EventChannels.BATCH];

    private BellBench(EventChannels channels) {
        this.channels = channels;
    }

    /** Runs one side. */
    public static void main(String[] arguments) throws IOException {
        Platform platform = Platform.open("auto");
        try (XenStoreClient store = XenStoreClient.connect(platform::openStore);
                EventChannels channels = platform.openEventChannels()) {
            BellBench bench = new BellBench(channels);
            if (arguments[0].equals("pong")) {
                int port = channels.allocateUnbound(0);
                store.write(PORT, Integer.toString(port));
                bench.pong();
            } else {
                int domid = Integer.parseInt(arguments[1]);
                String port =
                        store.findText(GuestNodes.domain(domid) + "/" + PORT).orElseThrow();
                bench.ping(channels.bindInterdomain(domid, Integer.parseInt(port)), Integer.parseInt(arguments[2]));
            }
        }
    }

    private void pong() throws IOException {
        while (awaitAndUnmask()) {
            channels.notify(raised[0]);
        }
    }

    private boolean awaitAndUnmask() throws IOException {
        int count = channels.await(raised);
        for (int i = 0; i < count; i++) {
            channels.unmask(raised[i]);
        }
        return count > 0;
    }

    private void ping(int port, int count) throws IOException {
        awaitAndUnmask(); // the one that Xen raises at binding
        int warmUp = count / 2;
        long[] nanos = new long[count];
        for (int i = -warmUp; i < count; i++) {
            long start = System.nanoTime();
            channels.notify(port);
            awaitAndUnmask();
            nanos[Math.max(i, 0)] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT, "p50 %.1f us, p99 %.1f us%n", nanos[count / 2] / 1e3, nanos[count * 99 / 100] / 1e3);
    }
}
