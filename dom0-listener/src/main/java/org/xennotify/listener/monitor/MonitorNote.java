package org.xennotify.listener.monitor;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.xennotify.listener.discovery.GuestId;

/**
 * A note that a guest asks us, and whether it is paused for us at this moment: one byte, which a mapping keeps up to date
 * for nothing, since it is changed twice for every trap.
 */
final class MonitorNote {
    private static final byte PAUSED = 'p';
    private static final byte RUNNING = 'r';

    private final GuestId guest;
    private final Path file;
    private final MappedByteBuffer state;

    /** The note in a file, which is made if there is none. */
    MonitorNote(GuestId guest, Path file) throws IOException {
        this.guest = guest;
        this.file = file;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            state = channel.map(FileChannel.MapMode.READ_WRITE, 0, 1);
        }
    }

    GuestId guest() {
        return guest;
    }

    boolean isPaused() {
        return state.get(0) == PAUSED;
    }

    void paused(boolean paused) {
        state.put(0, paused ? PAUSED : RUNNING);
    }

    /** It asks us no more. */
    void remove() throws IOException {
        Files.deleteIfExists(file);
    }
}
