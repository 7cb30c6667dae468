package org.xennotify.testbed.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.xennotify.device.Platform;

/**
 * In a guest: how long a single event takes to be printed in Dom0 and answered through the ring: from handing it to the
 * agent's writer until the reply has been read, which the listener gives once the line is written. Nobody's clock is
 * compared with another's; the way to the printed line is a part of what is measured.
 *
 * <p>Arguments: {@code PLATFORM COUNT PAUSE}: after each reply nothing happens for PAUSE ms, so that all are asleep; 0: the
 * next event follows at once. Prints p50 and p99 of COUNT events, after half as many to warm up.
 */
public final class RingLatency {
    private static final int RING = 65536;
    private static final String TYPE = "lab.latency";
    private static final byte[] PAYLOAD = new byte[40];

    private final GuestRing ring;
    private final ByteBuffer reply;

    /** Measures with a ring that nobody else writes into. */
    RingLatency(GuestRing ring) {
        this.ring = ring;
        this.reply = ByteBuffer.allocate(ring.vchan().readableSize());
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int count = Integer.parseInt(arguments[1]);
        long pause = Long.parseLong(arguments[2]);
        Arrays.fill(PAYLOAD, (byte) 'x');
        try (GuestRing ring = GuestRing.open(Platform.open(arguments[0]), RING)) {
            RingLatency latency = new RingLatency(ring);
            latency.measure(count / 2, pause);
            long[] nanos = latency.measure(count, pause);
            System.out.printf(
                    Locale.ROOT, "p50 %.1f us, p99 %.1f us%n", nanos[count / 2] / 1e3, nanos[count * 99 / 100] / 1e3);
        }
    }

    /** Sends so many events, each after so many ms of silence: what they took in ns, in ascending order. */
    long[] measure(int count, long pause) throws IOException, InterruptedException {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            Thread.sleep(pause);
            long start = System.nanoTime();
            ring.send(TYPE, PAYLOAD, true);
            ring.flush();
            awaitReply();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos;
    }

    private void awaitReply() throws IOException {
        while (!ring.vchan().askForData()) {
            ring.await();
        }
        reply.clear();
        ring.vchan().release(ring.vchan().read(reply));
    }
}
