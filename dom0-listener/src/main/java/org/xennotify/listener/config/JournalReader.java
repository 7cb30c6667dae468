package org.xennotify.listener.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads {@code journal}. */
final class JournalReader {
    private JournalReader() {}

    /** Empty if something was noted that makes it none. */
    static Optional<JournalSettings> read(Table table, Problems problems) {
        String path = table.text("path").orElse("");
        long maxSize = table.number("max_size", JournalSettings.USUAL);
        boolean synced = table.text("sync", JournalReader::synced).orElse(true);
        table.refuseOthers();
        return problems.make(table.path("path"), () -> {
            JournalSettings settings = new JournalSettings(Path.of(path).normalize(), maxSize, synced);
            check(settings.path());
            return settings;
        });
    }

    private static boolean synced(String text) {
        return switch (text) {
            case "always" -> true;
            case "never" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is no sync: use always or never.");
        };
    }

    private static void check(Path directory) {
        Path above = directory.getParent();
        if (above == null || !Files.isDirectory(above)) {
            throw new IllegalArgumentException("there is no directory for the journal " + directory + ".");
        }
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new IllegalArgumentException("the journal is a directory, which " + directory + " is not.");
        }
        Safety.check(Files.exists(directory) ? directory : above);
    }
}
