package org.xennotify.listener.config;

import java.nio.file.Path;

/** A place that events go to. */
public sealed interface Destination {

    /** Where the listener prints. */
    Destination STANDARD_OUTPUT = new StandardOutput();

    record StandardOutput() implements Destination {}

    /**
     * A file that is appended to.
     *
     * @param path absolute
     * @param size bytes that it may have before it is put aside as {@code path.1}, at least {@link #SMALLEST}; 0: it
     *     grows without end
     * @param keep how many such files are kept, 1 to {@link #MOST_KEPT}; 0 if it grows without end
     */
    record File(Path path, long size, int keep) implements Destination {
        public static final long SMALLEST = 4096;
        public static final int MOST_KEPT = 100;

        public File {
            if (!path.isAbsolute() || path.toString().contains("{")) {
                throw new IllegalArgumentException(
                        "'" + path + "' is neither stdout nor an absolute path, in which no {field} may stand.");
            }
            if (size != 0 && size < SMALLEST) {
                throw new IllegalArgumentException("size is at least " + SMALLEST + " bytes.");
            }
            if (size != 0 && (keep < 1 || keep > MOST_KEPT)) {
                throw new IllegalArgumentException("keep is 1 to " + MOST_KEPT + " files.");
            }
        }
    }
}
