package org.xennotify.testbed.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.xennotify.lifecycle.Threads;

/** Guests each of which sends events as fast as Dom0 handles them, in a thread of its own. */
final class BusyGuests {
    private static final String TYPE = "lab.busy";
    private static final byte[] PAYLOAD = new byte[40];

    private final AtomicLongArray sent;
    private final List<Thread> threads;
    private volatile boolean stopped;

    private BusyGuests(List<GuestRing> rings) {
        sent = new AtomicLongArray(rings.size());
        threads = IntStream.range(0, rings.size())
                .mapToObj(i -> Threads.start("busy-guest", () -> send(rings.get(i), i)))
                .toList();
    }

    /** They begin now. */
    static BusyGuests start(List<GuestRing> rings) {
        return new BusyGuests(rings);
    }

    private void send(GuestRing ring, int guest) {
        try {
            while (!stopped) {
                ring.send(TYPE, PAYLOAD, false);
                sent.lazySet(guest, sent.get(guest) + 1);
            }
            ring.flush();
        } catch (IOException e) {
            throw new IllegalStateException("guest " + guest + " cannot go on sending", e);
        }
    }

    /** How many each has sent so far; of them Dom0 has not handled at most a ring full. */
    long[] sent() {
        return IntStream.range(0, sent.length()).mapToLong(sent::get).toArray();
    }

    /** Returns when the last of them has ended. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
