package org.xennotify.listener.monitor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xennotify.listener.discovery.GuestId;
import org.xennotify.listener.discovery.GuestNotes;

/**
 * Which guests ask us: a file for each, made before it is so. After a crash the next listener finds in them whose
 * virtual CPUs to release; a monitor without one is somebody else's.
 */
public final class MonitorNotes {
    private final GuestNotes notes;

    /** Notes below a directory that goes with the machine's memory. */
    public MonitorNotes(Path runDirectory) {
        this.notes = new GuestNotes(runDirectory.resolve("monitors"));
    }

    /** Notes that a guest is about to ask us. */
    MonitorNote write(GuestId guest) throws IOException {
        return new MonitorNote(guest, notes.file(guest));
    }

    /** What a listener before has noted and not taken back. */
    List<MonitorNote> left() throws IOException {
        List<MonitorNote> left = new ArrayList<>();
        for (GuestId guest : notes.all()) {
            left.add(write(guest));
        }
        return left;
    }
}
