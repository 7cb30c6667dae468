package org.xennotify.listener.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.xennotify.listener.config.JournalSettings;
import org.xennotify.listener.journal.Segment.Fate;
import org.xennotify.listener.sink.Batch;
import org.xennotify.listener.sink.JsonBytes;
import org.xennotify.listener.sink.Sink;
import org.xennotify.listener.sink.TornLine;

/**
 * Keeps events in files that are appended to. Guests append in turn and then wait for one sync together. When the disk is
 * full, or fails, guests are held back until it works again. Thread-safe.
 */
public final class Journal implements Sink {
    /** Of its size: what is removed at once when it is full. */
    private static final int PARTS = 8;

    private static final long PATIENCE_MILLIS = 50;

    private static final Set<StandardOpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    /** Opens a file, which it makes if there is none. */
    interface Opener {
        FileChannel open(Path file) throws IOException;
    }

    /** Where lines of one batch were appended. */
    record Mark(Segment segment, long end) {}

    private final ReentrantLock appending = new ReentrantLock(true);
    private final JournalSettings settings;
    private final String host;
    private final Alarm alarm;
    private final Opener opener;
    private final Segments segments;
    private @Nullable Segment current;

    Journal(JournalSettings settings, String host, Alarm alarm, Opener opener) throws IOException {
        this.settings = settings;
        this.host = host;
        this.alarm = alarm;
        this.opener = opener;
        this.segments = new Segments(settings.path());
        segments.prepare();
    }

    /**
     * Opens a journal, or makes one.
     *
     * @param host this machine's name
     * @param note tells other commands of it
     * @throws IOException if the directory cannot be used
     */
    public static Journal open(JournalSettings settings, String host, JournalNote note) throws IOException {
        Alarm alarm = new Alarm(settings.path(), note, System::nanoTime);
        return new Journal(settings, host, alarm, file -> FileChannel.open(file, OPTIONS));
    }

    /** As it was opened. */
    public JournalSettings settings() {
        return settings;
    }

    @Override
    public Batch open() {
        return new JournalBatch(this, host);
    }

    /** Appends whole lines; empty if that is not possible now, and nothing of them remains then. */
    Optional<Mark> append(JsonBytes lines) {
        if (!locked()) {
            return Optional.empty();
        }
        try {
            Segment to = segment(lines.length());
            Mark mark = new Mark(to, to.append(lines.toBuffer()));
            if (!settings.synced()) {
                alarm.works();
            }
            return Optional.of(mark);
        } catch (IOException e) {
            alarm.fails(e);
            return Optional.empty();
        } finally {
            appending.unlock();
        }
    }

    private boolean locked() {
        try {
            return appending.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What became of appended lines; they count as written when they are {@link Fate#SYNCED}. */
    Fate commit(Mark mark) {
        if (!settings.synced()) {
            return Fate.SYNCED;
        }
        try {
            Fate fate = mark.segment().sync(mark.end());
            if (fate == Fate.SYNCED) {
                alarm.works();
            }
            return fate;
        } catch (IOException e) {
            alarm.fails(e);
            return Fate.LOST;
        }
    }

    /** The file for so many bytes more. */
    private Segment segment(int more) throws IOException {
        Segment segment = current;
        if (segment != null && segment.hasFailed()) {
            letGo(segment);
            segment = null;
        }
        if (segment == null) {
            segment = open(segments.last().orElse(segments.next()));
        }
        if (isFull(segment, more) && segment.sync(segment.size()) == Fate.SYNCED) {
            letGo(segment);
            segments.shrinkTo(settings.maxSize() - settings.maxSize() / PARTS);
            segment = open(segments.next());
        }
        return segment;
    }

    private boolean isFull(Segment segment, int more) {
        return segment.size() > 0 && segment.size() + more > settings.maxSize() / PARTS;
    }

    private void letGo(Segment segment) throws IOException {
        current = null;
        segment.close();
    }

    private Segment open(Path path) throws IOException {
        FileChannel file = opener.open(path);
        try {
            TornLine.cutOffAny(file);
            segments.sync();
            Segment segment = new Segment(file);
            current = segment;
            return segment;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Lets go of the file, of which all is synced then; another event opens it again. */
    @Override
    public void close() throws IOException {
        appending.lock();
        try {
            Segment open = current;
            if (open != null) {
                try {
                    open.syncToTheEnd();
                } finally {
                    letGo(open);
                }
            }
        } finally {
            appending.unlock();
        }
    }
}
