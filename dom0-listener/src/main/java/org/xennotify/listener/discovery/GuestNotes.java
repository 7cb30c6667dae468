package org.xennotify.listener.discovery;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the next listener must know of guests if this one is killed: a file for each, {@code <domid>.<uuid>}, in a directory
 * that goes with the machine's memory.
 */
public final class GuestNotes {
    private static final Pattern NAME =
            Pattern.compile("([1-9][0-9]{0,4})\\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    private final Path directory;

    /** Notes in a directory, which need not exist yet. */
    public GuestNotes(Path directory) {
        this.directory = directory;
    }

    /** The guests that are noted, whether or not they are still there. */
    public List<GuestId> all() throws IOException {
        List<GuestId> guests = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                files.forEach(file -> guest(file.getFileName().toString()).ifPresent(guests::add));
            }
        }
        return guests;
    }

    private static Optional<GuestId> guest(String file) {
        Matcher name = NAME.matcher(file);
        return name.matches()
                ? Optional.of(new GuestId(Integer.parseInt(name.group(1)), UUID.fromString(name.group(2))))
                : Optional.empty();
    }

    /** A guest's file, to be made by the caller in a directory that exists from now on. */
    public Path file(GuestId guest) throws IOException {
        Files.createDirectories(directory);
        return directory.resolve(guest.domid() + "." + guest.uuid());
    }

    /** Takes a guest's file away, if it is there. */
    public void remove(GuestId guest) throws IOException {
        Files.deleteIfExists(directory.resolve(guest.domid() + "." + guest.uuid()));
    }
}
