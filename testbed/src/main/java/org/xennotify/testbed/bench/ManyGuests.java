package org.xennotify.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.xennotify.device.Platform;
import org.xennotify.lifecycle.Resources;

/**
 * Guests with rings on a simulated host, all of them in this process, and the listener in another.
 *
 * <p>Arguments: {@code DIR GUESTS SECONDS LISTENER…}: the host's directory, how many guests there are beside a quiet one,
 * how long it is looked how idle the listener is and how busy, and the command that starts it. Prints one line:
 *
 * <ul>
 *   <li>{@code start}: seconds from the listener's start until all rings are attached;
 *   <li>{@code cpu}, {@code wakeups}: the listener's processor time in ms and wake-ups in those seconds without events;
 *   <li>{@code p50}, {@code p99}: ms from an event of the quiet guest to its reply while one guest floods;
 *   <li>{@code rate}, {@code least}, {@code most}: events a second while all flood, together and of one guest;
 *   <li>{@code crowd50}, {@code crowd99}: as p50 and p99, meanwhile;
 *   <li>{@code memory}, {@code threads}: the listener's largest resident set in MiB, and its threads, at the end.
 * </ul>
 */
public final class ManyGuests {
    private static final int RING = 4096;
    private static final int SETTLE_MILLIS = 10_000;
    private static final int EVENTS = 1000;
    private static final int PAUSE = 5;

    private final ListenerProcess listener;
    private final GuestRing quiet;
    private final List<GuestRing> rings;
    private final long seconds;

    private ManyGuests(ListenerProcess listener, GuestRing quiet, List<GuestRing> rings, long seconds) {
        this.listener = listener;
        this.quiet = quiet;
        this.rings = rings;
        this.seconds = seconds;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path host = Path.of(arguments[0]);
        int guests = Integer.parseInt(arguments[1]);
        List<String> command = Arrays.asList(arguments).subList(3, arguments.length);
        try (Resources opened = new Resources()) {
            List<GuestRing> rings = new ArrayList<>();
            for (int domid = 1; domid <= guests + 1; domid++) {
                rings.add(opened.add(GuestRing.open(Platform.open("sim:" + host + ":" + domid), RING)));
            }
            long start = System.nanoTime();
            ListenerProcess listener = opened.add(ListenerProcess.start(command, host.resolve("listener.log")));
            awaitAttached(rings);
            say("guests=%d start=%.2f", guests, (System.nanoTime() - start) / 1e9);
            new ManyGuests(listener, rings.remove(guests), rings, Long.parseLong(arguments[2])).measure();
        }
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }

    private static void awaitAttached(List<GuestRing> rings) throws InterruptedException {
        for (GuestRing ring : rings) {
            while (!ring.vchan().isPeerLive()) {
                Thread.sleep(1);
            }
        }
    }

    private void measure() throws IOException, InterruptedException {
        Thread.sleep(SETTLE_MILLIS);
        idle();
        BusyGuests one = BusyGuests.start(rings.subList(0, 1));
        Thread.sleep(SETTLE_MILLIS); // for the compilers
        latency(EVENTS, "p50", "p99");
        one.stop();
        BusyGuests all = BusyGuests.start(rings);
        Thread.sleep(SETTLE_MILLIS);
        throughput(all);
        latency(EVENTS / 10, "crowd50", "crowd99"); // each waits for all others
        all.stop();
        say(" memory=%d threads=%d%n", listener.peakMebibytes(), listener.threads());
    }

    private void idle() throws IOException, InterruptedException {
        long cpu = listener.cpuMillis();
        long wakeUps = listener.wakeUps();
        Thread.sleep(seconds * 1000);
        say(" cpu=%d wakeups=%d", listener.cpuMillis() - cpu, listener.wakeUps() - wakeUps);
    }

    private void latency(int count, String median, String slowHundredth) throws IOException, InterruptedException {
        long[] nanos = new RingLatency(quiet).measure(count, PAUSE);
        say(" %s=%.2f %s=%.2f", median, nanos[count / 2] / 1e6, slowHundredth, nanos[count * 99 / 100] / 1e6);
    }

    private void throughput(BusyGuests busy) throws InterruptedException {
        long[] before = busy.sent();
        long start = System.nanoTime();
        Thread.sleep(seconds * 1000);
        long[] after = busy.sent();
        double took = (System.nanoTime() - start) / 1e9;
        double[] each = IntStream.range(0, after.length)
                .mapToDouble(i -> (after[i] - before[i]) / took)
                .sorted()
                .toArray();
        say(" rate=%.0f least=%.0f most=%.0f", Arrays.stream(each).sum(), each[0], each[each.length - 1]);
    }
}
