package org.xennotify.listener.sink;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Prints each event as one line. If a reader does not read, one guest's thread waits in the write; the others are held
 * back without a thread each, so that domains that end are still let go.
 */
public final class LineSink implements Sink {
    private static final long PATIENCE_MILLIS = 50;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final EventLine line;
    private final Output output;

    public LineSink(EventLine line, Output output) {
        this.line = line;
        this.output = output;
    }

    @Override
    public boolean accept(Event event) {
        if (!locked()) {
            return false;
        }
        try {
            return output.write(line.format(event));
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
}
