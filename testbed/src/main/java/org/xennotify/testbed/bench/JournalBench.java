package org.xennotify.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.xennotify.event.Door;
import org.xennotify.listener.config.JournalSettings;
import org.xennotify.listener.journal.Journal;
import org.xennotify.listener.journal.JournalNote;
import org.xennotify.listener.sink.Batch;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Origin;
import org.xennotify.listener.sink.Slice;

/**
 * Times the journal alone: four guests at once, as the listener has threads, which write events of 40 bytes and flush
 * after each, or after each hundred.
 *
 * <p>Arguments: a directory to make the journals in, and how many flushes each guest makes. Prints events a second.
 */
public final class JournalBench {
    private static final int GUESTS = 4;
    private static final int[] BATCHES = {1, 100};

    private final Path directory;
    private final int flushes;

    private JournalBench(Path directory, int flushes) {
        this.directory = directory;
        this.flushes = flushes;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws IOException {
        JournalBench bench = new JournalBench(Path.of(arguments[0]).toAbsolutePath(), Integer.parseInt(arguments[1]));
        for (int round = 1; round <= 3; round++) {
            for (boolean synced : new boolean[] {false, true}) {
                for (int batch : BATCHES) {
                    bench.run(round, synced, batch);
                }
            }
        }
    }

    private void run(int round, boolean synced, int batch) throws IOException {
        JournalSettings settings = new JournalSettings(directory.resolve("journal"), JournalSettings.USUAL / 4, synced);
        ExecutorService threads = Executors.newFixedThreadPool(GUESTS);
        try (Journal journal = Journal.open(settings, "host", new JournalNote(directory))) {
            long start = System.nanoTime();
            List<CompletableFuture<Void>> guests = new ArrayList<>();
            for (int guest = 1; guest <= GUESTS; guest++) {
                int domid = guest;
                guests.add(CompletableFuture.runAsync(() -> write(journal.open(), domid, batch), threads));
            }
            guests.forEach(CompletableFuture::join);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "round %d, sync %s, %d events a flush: %.0f events/s, %.0f flushes/s%n",
                    round,
                    synced ? "always" : "never",
                    batch,
                    GUESTS * flushes * (double) batch / seconds,
                    GUESTS * flushes / seconds);
        } finally {
            threads.shutdown();
        }
    }

    private void write(Batch to, int domid, int batch) {
        Event event = new Event(new Origin(domid, new UUID(domid, 1), "guest-" + domid));
        event.type().set(Slice.of("bench.event"));
        event.payload().set(Slice.of("x".repeat(40)));
        for (int flush = 0; flush < flushes; flush++) {
            for (int i = 1; i <= batch; i++) {
                event.set(event.origin(), Door.RING, 1, (long) flush * batch + i, 0)
                        .came(null);
                while (!to.accept(event)) {
                    Thread.onSpinWait();
                }
            }
            while (!to.flush()) {
                Thread.onSpinWait();
            }
        }
    }
}
