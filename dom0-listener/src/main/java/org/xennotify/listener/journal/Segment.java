package org.xennotify.listener.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file that lines are appended to by one thread at a time, while others have it synced: one sync is for all that was
 * appended before it began.
 */
final class Segment {
    /** What became of lines that were appended. */
    enum Fate {
        SYNCED,
        /** Another sync takes its time. */
        UNDECIDED,
        /** They are to be appended again. */
        LOST
    }

    /** A slow disk is waited for, one that hangs must not hold a thread for each guest. */
    private static final long PATIENCE_MILLIS = 200;

    private final ReentrantLock syncing = new ReentrantLock(true);
    private final FileChannel file;
    private volatile long end;
    private volatile long synced;
    private volatile boolean failed;
    private boolean torn;

    /** Goes on behind what {@code file} has, whole lines or nothing, which is synced first: it is never taken back. */
    Segment(FileChannel file) throws IOException {
        this.file = file;
        this.end = file.size();
        this.synced = end;
        if (end > 0) {
            file.force(false);
        }
    }

    long size() {
        return end;
    }

    /** Whether nothing more is to be appended. */
    boolean hasFailed() {
        return failed || !file.isOpen();
    }

    /** Appends lines as a whole or not at all; returns where they end. */
    long append(ByteBuffer lines) throws IOException {
        if (torn) {
            takeBack(end);
        }
        long at = end;
        try {
            while (lines.hasRemaining()) {
                at += file.write(lines, at);
            }
        } catch (IOException e) {
            torn = true;
            quietlyTakeBack();
            throw e;
        }
        end = at;
        return at;
    }

    private void quietlyTakeBack() {
        try {
            takeBack(end);
        } catch (IOException alreadyFailing) {
            // Tried again before the next lines; a reader ignores half a line.
        }
    }

    private void takeBack(long to) throws IOException {
        file.truncate(to);
        torn = false;
    }

    /**
     * Waits until what ends there would outlive a power failure; no longer than 0.2 s for another thread's sync.
     *
     * @throws IOException if that fails: all that is not synced is lost, since a kernel forgets what it could not write
     */
    Fate sync(long upTo) throws IOException {
        if (synced >= upTo) {
            return Fate.SYNCED;
        }
        if (!locked()) {
            return Fate.UNDECIDED;
        }
        try {
            return synced >= upTo ? Fate.SYNCED : failed ? Fate.LOST : syncAll();
        } finally {
            syncing.unlock();
        }
    }

    /** The same for all that was appended, with as much patience as it takes. */
    void syncToTheEnd() throws IOException {
        while (sync(end) == Fate.UNDECIDED) {
            Thread.onSpinWait(); // it has waited for the lock
        }
    }

    private Fate syncAll() throws IOException {
        long all = end;
        try {
            file.force(false);
        } catch (IOException e) {
            failed = true;
            throw e;
        }
        synced = all;
        return Fate.SYNCED;
    }

    private boolean locked() {
        try {
            return syncing.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Lets go of the file, without what was lost if a sync has failed. */
    void close() throws IOException {
        try (file) {
            if (failed) {
                takeBack(synced);
            }
        }
    }
}
