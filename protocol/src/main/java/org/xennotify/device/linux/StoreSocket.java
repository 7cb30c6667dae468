package org.xennotify.device.linux;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the XenStore daemon's socket is, by the same rules as libxenstore. */
final class StoreSocket {
    private static final @Nullable String PATH = System.getenv("XENSTORED_PATH");
    private static final @Nullable String DIRECTORY = System.getenv("XENSTORED_RUNDIR");

    private StoreSocket() {}

    /** Whether the environment names the socket, so that nothing else may be tried in its place. */
    static boolean isNamed() {
        return PATH != null || DIRECTORY != null;
    }

    static Path path() {
        if (PATH != null) {
            return Path.of(PATH);
        }
        return Path.of(DIRECTORY != null ? DIRECTORY : "/run/xenstored", "socket");
    }
}
