package org.xennotify.listener.journal;

import org.jspecify.annotations.Nullable;
import org.xennotify.listener.sink.Batch;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.EventLine;
import org.xennotify.listener.sink.JsonBytes;

/** One guest's lines on their way into the journal: kept until they are synced, since a sync may fail. */
final class JournalBatch implements Batch {
    /** Bytes that a batch has before it is written: a guest that floods must not hold the others up for long. */
    private static final int FULL = 64 * 1024;

    private final JsonBytes lines = new JsonBytes();
    private final Journal journal;
    private final EventLine line;
    private Journal.@Nullable Mark appended;

    JournalBatch(Journal journal, String host) {
        this.journal = journal;
        this.line = new EventLine(host);
    }

    @Override
    public boolean hasRoom() {
        return (appended == null && lines.length() < FULL) || flush();
    }

    @Override
    public boolean accept(Event event) {
        if (!hasRoom()) {
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
        if (appended == null) {
            appended = journal.append(lines).orElse(null);
        }
        return appended != null && isOver(appended);
    }

    private boolean isOver(Journal.Mark mark) {
        return switch (journal.commit(mark)) {
            case SYNCED -> {
                lines.clear();
                appended = null;
                yield true;
            }
            case LOST -> {
                appended = null;
                yield false;
            }
            case UNDECIDED -> false;
        };
    }
}
