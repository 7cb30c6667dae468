package org.xennotify.listener.pause;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xennotify.device.Domain;

/**
 * Which domains this listener has paused, for the next one: an empty file for each, {@code paused/<domid>.<uuid>} in the
 * run directory. It is there from before the domain is paused until after it goes on.
 */
final class PauseNotes {
    private static final Pattern NAME = Pattern.compile("([0-9]{1,5})\\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    /** One of them. */
    record Note(int domid, UUID uuid) {
        private static Optional<Note> parse(Path file) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            return name.matches()
                    ? Optional.of(new Note(Integer.parseInt(name.group(1)), UUID.fromString(name.group(2))))
                    : Optional.empty();
        }

        /** Whether a domain is the one that this is about. */
        boolean names(Domain domain) {
            return domain.domid() == domid && domain.uuid().equals(uuid) && !domain.ended();
        }

        private String name() {
            return domid + "." + uuid;
        }
    }

    private final Path directory;

    PauseNotes(Path runDirectory) {
        this.directory = runDirectory.resolve("paused");
    }

    void write(Note note) throws IOException {
        Files.createDirectories(directory);
        try {
            Files.createFile(directory.resolve(note.name()));
        } catch (FileAlreadyExistsException stillThere) {
            // It says what it is to say.
        }
    }

    void remove(Note note) throws IOException {
        Files.deleteIfExists(directory.resolve(note.name()));
    }

    List<Note> all() throws IOException {
        List<Note> notes = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                files.forEach(file -> Note.parse(file).ifPresent(notes::add));
            }
        }
        return notes;
    }
}
