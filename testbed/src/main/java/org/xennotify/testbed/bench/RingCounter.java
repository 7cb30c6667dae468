package org.xennotify.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.Platform;
import org.xennotify.listener.daemon.Listener;
import org.xennotify.listener.sink.FileOutput;
import org.xennotify.listener.sink.LineSink;
import org.xennotify.listener.sink.Sink;

/**
 * In Dom0: the whole listener, whose sink counts what {@link RingSender} sends, and prints JSON lines to a file if one is
 * named.
 *
 * <p>Arguments: {@code PLATFORM COUNT WIRE [FILE]}. Prints how many events a second the second half had, and what each
 * allocated.
 */
public final class RingCounter {
    private RingCounter() {}

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        Platform platform = Platform.open(arguments[0]);
        long count = Long.parseLong(arguments[1]);
        NumberedPayload payload = NumberedPayload.ofRecord(Integer.parseInt(arguments[2]));
        CountingSink sink = new CountingSink(count, payload, arguments.length > 3 ? lines(arguments[3]) : null);
        CompletableFuture<CountingSink.Figures> figures = sink.figures();
        Path control = platform.runDirectory().resolve("bench.sock");
        try (Listener listener = Listener.open(
                platform, sink, Optional.empty(), why -> figures.completeExceptionally(new IOException(why)))) {
            listener.start(control);
            CountingSink.Figures found = figures.join();
            System.out.printf(
                    Locale.ROOT,
                    "%.0f messages a second, %.2f bytes allocated per event%n",
                    found.perSecond(),
                    found.bytesEach());
        }
    }

    private static @Nullable Sink lines(String file) throws IOException {
        return new LineSink("bench", FileOutput.open(Path.of(file)));
    }
}
