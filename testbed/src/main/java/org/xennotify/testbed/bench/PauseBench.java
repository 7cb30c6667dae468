package org.xennotify.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.xennotify.device.Platform;
import org.xennotify.listener.daemon.Listener;
import org.xennotify.listener.sink.FileOutput;

/**
 * In Dom0: the whole listener, and how long the guest of {@link RingLatency} is paused for its routes' handlers: from the
 * end of the call that pauses to the end of the one that unpauses. Then how long {@code /bin/true} takes if Java starts it
 * with nothing around it.
 *
 * <p>Arguments: {@code PLATFORM COUNT ROUTES}. Prints p50 and p99 of COUNT each, after half as many to warm up.
 */
public final class PauseBench {
    private PauseBench() {}

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int count = Integer.parseInt(arguments[1]);
        PauseClock clock = new PauseClock(count / 2 + count);
        Platform platform = clock.before(Platform.open(arguments[0]));
        try (Listener listener = Listener.open(
                platform,
                FileOutput.open(Path.of("/dev/null")),
                Optional.of(Path.of(arguments[2])),
                why -> System.err.println(why))) {
            listener.start(platform.runDirectory().resolve("bench.sock"));
            print("paused", clock.await(count));
            long[] unused = processes(count / 2);
            print("/bin/true alone", processes(count));
        }
    }

    private static long[] processes(int count) throws IOException, InterruptedException {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            int unused = new ProcessBuilder("/bin/true").start().waitFor();
            nanos[i] = System.nanoTime() - start;
        }
        return nanos;
    }

    private static void print(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%s p50 %.2f ms, p99 %.2f ms%n",
                what,
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 99 / 100] / 1e6);
    }
}
