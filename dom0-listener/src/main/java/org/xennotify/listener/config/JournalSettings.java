package org.xennotify.listener.config;

import java.nio.file.Path;

/**
 * Where every event that a route accepts is written down before its guest is told so.
 *
 * @param path an absolute directory, which holds nothing else
 * @param maxSize bytes that it may hold before the oldest part is removed, at least {@link #SMALLEST}
 * @param synced whether an event counts as written only when it would outlive a power failure
 */
public record JournalSettings(Path path, long maxSize, boolean synced) {
    public static final long SMALLEST = 1 << 20;
    public static final long USUAL = 1 << 30;

    public JournalSettings {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("the journal's path is absolute, which '" + path + "' is not.");
        }
        if (maxSize < SMALLEST) {
            throw new IllegalArgumentException("max_size is at least " + SMALLEST + " bytes.");
        }
    }
}
