package org.xennotify.listener.handler;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;

/** Takes all that a process prints, so that it can always print on, and keeps the beginning. */
final class Drain implements Runnable {
    private static final int CHUNK = 8192;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final InputStream from;
    private final int most;

    /** {@code most} bytes are kept. */
    Drain(InputStream from, int most) {
        this.from = from;
        this.most = most;
    }

    @Override
    public void run() {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int count = from.read(chunk); count >= 0; count = from.read(chunk)) {
                kept.write(chunk, 0, Math.min(count, most - kept.size()));
            }
        } catch (IOException closed) {
            // It can print nothing more.
        } finally {
            ended.complete(null);
        }
    }

    /** Completes when there is nothing more to come. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** What is kept so far. */
    byte[] kept() {
        return kept.toByteArray();
    }
}
