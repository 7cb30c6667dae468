package org.xennotify.listener.sink;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Prints each event as one line. Guests format side by side and write their batches in turn. If a reader does not read,
 * one guest's thread waits in the write; the others are held back without a thread each, so that domains that end are
 * still let go.
 */
public final class LineSink implements Sink {
    private static final long PATIENCE_MILLIS = 50;

    /** Bytes that a batch has before it is written: enough that the call costs little per line. */
    private static final int FULL = 32 * 1024;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final String host;
    private final Output output;

    /**
     * @param host this machine's name
     * @param output is closed with the sink
     */
    public LineSink(String host, Output output) {
        this.host = host;
        this.output = output;
    }

    @Override
    public Batch open() {
        return new Lines();
    }

    private boolean write(JsonBytes lines) {
        if (!locked()) {
            return false;
        }
        try {
            return output.write(lines);
        } finally {
            lock.unlock();
        }
    }

    private boolean locked() {
        try {
            return lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        output.close();
    }

    private final class Lines implements Batch {
        private final EventLine line = new EventLine(host);
        private final JsonBytes lines = new JsonBytes();

        @Override
        public boolean accept(Event event) {
            if (lines.length() >= FULL && !flush()) {
                return false;
            }
            line.append(event, lines);
            return true;
        }

        @Override
        public boolean flush() {
            if (lines.length() == 0) {
                return true;
            }
            boolean written = write(lines);
            if (written) {
                lines.clear();
            }
            return written;
        }
    }
}
