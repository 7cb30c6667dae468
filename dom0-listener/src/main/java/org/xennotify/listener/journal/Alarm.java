package org.xennotify.listener.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.lifecycle.Reason;

/** Says once that a journal cannot be written, and once that it can again; no more than that in a minute. Thread-safe. */
final class Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);
    private static final long QUIET_NANOS = 60_000_000_000L;

    private final Path journal;
    private final JournalNote note;
    private final LongSupplier nanoTime;
    private volatile boolean failing;
    private boolean told;
    private long lastTold;

    Alarm(Path journal, JournalNote note, LongSupplier nanoTime) {
        this.journal = journal;
        this.note = note;
        this.nanoTime = nanoTime;
        this.lastTold = nanoTime.getAsLong() - QUIET_NANOS;
        note.write(journal, "");
    }

    synchronized void fails(IOException e) {
        if (!failing) {
            note.write(journal, Reason.alone(e));
        }
        failing = true;
        if (!told && nanoTime.getAsLong() - lastTold >= QUIET_NANOS) {
            LOG.error(
                    "the journal {} cannot be written ({}): guests wait until that works again",
                    journal,
                    Reason.alone(e));
            told = true;
            lastTold = nanoTime.getAsLong();
        }
    }

    void works() {
        if (failing) {
            recovered();
        }
    }

    private synchronized void recovered() {
        failing = false;
        note.write(journal, "");
        if (told) {
            LOG.info("the journal {} is written again", journal);
        }
        told = false;
    }
}
