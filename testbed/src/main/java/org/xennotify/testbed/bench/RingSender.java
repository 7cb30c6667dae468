package org.xennotify.testbed.bench;

import java.io.IOException;
import java.util.Locale;
import org.xennotify.device.Platform;

/**
 * In a guest: fills a ring with the agent's own writer, and ends when Dom0 has handled everything. A signal
 * (SIGTERM) has it stop sending.
 *
 * <p>Arguments: {@code PLATFORM RING COUNT WIRE}: bytes of the ring, how many events, and how many bytes each has in the
 * ring, or {@code mixed}. Prints how many mixed ones were handled; of those of one size, what each of the second half
 * allocated in this process, and how often the sender slept for want of room.
 */
public final class RingSender {
    private static final String MIXED = "mixed";
    private static final String MIXED_TYPE = "lab.mixed";

    /** Events after which Dom0 is shown them: the agent shows what came together, which in a flood is about so many. */
    private static final int BURST = 16;

    private final GuestRing ring;
    private volatile boolean stopped;

    private RingSender(GuestRing ring) {
        this.ring = ring;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Platform platform = Platform.open(arguments[0]);
        long count = Long.parseLong(arguments[2]);
        try (GuestRing ring = GuestRing.open(platform, Integer.parseInt(arguments[1]))) {
            RingSender sender = new RingSender(ring);
            sender.stopAtSignal(Thread.currentThread());
            if (arguments[3].equals(MIXED)) {
                sender.sendMixed(count);
            } else {
                sender.send(count, NumberedPayload.ofRecord(Integer.parseInt(arguments[3])));
                ring.drain();
            }
        }
    }

    private void stopAtSignal(Thread main) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopped = true;
            try {
                main.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private void sendMixed(long count) throws IOException, InterruptedException {
        long sent = 0;
        while (sent < count && !stopped) {
            sent++;
            ring.send(MIXED_TYPE, MixedPayload.of(sent), false);
            flushBursts(sent);
        }
        ring.drain();
        System.out.println(sent);
    }

    private void send(long count, NumberedPayload payload) throws IOException {
        send(1, count / 2, payload);
        long before = Allocations.bytes();
        send(count / 2 + 1, count, payload);
        double each = (double) (Allocations.bytes() - before) / (count - count / 2);
        System.out.printf(Locale.ROOT, "sender: %.2f bytes allocated per event, waited %d times%n", each, ring.waits());
    }

    private void send(long from, long to, NumberedPayload payload) throws IOException {
        for (long number = from; number <= to; number++) {
            ring.send(NumberedPayload.TYPE, payload.next(), false);
            flushBursts(number);
        }
    }

    private void flushBursts(long number) throws IOException {
        if (number % BURST == 0) {
            ring.flush();
        }
    }
}
