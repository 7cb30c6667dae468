package org.xennotify.testbed.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.xennotify.device.Platform;
import org.xennotify.listener.daemon.Listener;

/**
 * A listener that only counts: {@code PLATFORM [SECONDS [ROUTES]]}, e.g. {@code auto 20}. Prints one line a second with the events
 * of that second, and the bytes that were allocated for each by all threads; for ever, or so many seconds.
 */
public final class CountingListener {
    private CountingListener() {}

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Platform platform = Platform.open(arguments[0]);
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : Integer.MAX_VALUE;
        Optional<Path> routes = Arrays.stream(arguments).skip(2).findFirst().map(Path::of);
        CountingSink sink = new CountingSink();
        Consumer<String> onFailure = System.err::println;
        try (Listener listener = Listener.open(platform, sink, routes, onFailure)) {
            listener.start(platform.runDirectory().resolve("listen.sock"));
            for (int second = 0; second < seconds; second++) {
                printSecond(sink);
            }
        }
    }

    private static void printSecond(CountingSink sink) throws InterruptedException {
        long count = sink.count();
        long allocated = allocated();
        long start = System.nanoTime();
        Thread.sleep(1000);
        double events = sink.count() - count;
        System.out.printf(
                Locale.ROOT,
                "%.0f events/s, %.1f bytes each%n",
                events * 1e9 / (System.nanoTime() - start),
                (allocated() - allocated) / Math.max(1, events));
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += bytes;
        }
        return sum;
    }
}
