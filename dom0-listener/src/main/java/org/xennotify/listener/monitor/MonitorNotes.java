package org.xennotify.listener.monitor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.xennotify.listener.discovery.GuestId;

/**
 * Which guests ask us: a file for each, made before it is so. After a crash the next listener finds in them whose
 * virtual CPUs to release; a monitor without one is somebody else's.
 */
public final class MonitorNotes {
    private static final String NAMES = "[1-9][0-9]{0,4}\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private final Path directory;

    /** Notes below a directory that goes with the machine's memory. */
    public MonitorNotes(Path runDirectory) {
        this.directory = runDirectory.resolve("monitors");
    }

    /** Notes that a guest is about to ask us. */
    MonitorNote write(GuestId guest) throws IOException {
        Files.createDirectories(directory);
        return new MonitorNote(guest, directory.resolve(guest.domid() + "." + guest.uuid()));
    }

    /** What a listener before has noted and not taken back. */
    List<MonitorNote> left() throws IOException {
        List<MonitorNote> notes = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    Optional<GuestId> guest = guest(file.getFileName().toString());
                    if (guest.isPresent()) {
                        notes.add(new MonitorNote(guest.get(), file));
                    }
                }
            }
        }
        return notes;
    }

    private static Optional<GuestId> guest(String name) {
        if (!name.matches(NAMES)) {
            return Optional.empty();
        }
        int dot = name.indexOf('.');
        return Optional.of(
                new GuestId(Integer.parseInt(name.substring(0, dot)), UUID.fromString(name.substring(dot + 1))));
    }
}
