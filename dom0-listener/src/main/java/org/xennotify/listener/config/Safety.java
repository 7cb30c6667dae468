package org.xennotify.listener.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** Refuses files that anybody could replace, before the listener does as root what they say. */
final class Safety {
    private static final int STICKY = 01000;

    private Safety() {}

    /**
     * Checks a program to be run.
     *
     * @throws IllegalArgumentException with a sentence, if it cannot be run or is not safe to run
     */
    static void checkProgram(Path program) {
        if (!Files.isRegularFile(program)) {
            throw new IllegalArgumentException("there is no program " + program + ".");
        }
        if (!Files.isExecutable(program)) {
            throw new IllegalArgumentException(program + " is not executable: chmod +x it.");
        }
        check(program);
    }

    /** Checks that only its owners can change a file: the file itself, links on the way, and every directory above. */
    static void check(Path file) {
        try {
            checkWay(file.toAbsolutePath().normalize());
            checkWay(file.toRealPath());
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot look at " + file + " (" + e.getMessage() + ").", e);
        }
    }

    private static void checkWay(Path file) throws IOException {
        Path directory = file.getParent();
        if (isWritableByOthers(file) || (directory != null && isWritableByOthers(directory))) {
            throw unsafe(isWritableByOthers(file) ? file : file.resolveSibling("."));
        }
        for (Path above = directory; above != null; above = above.getParent()) {
            if (isWritableByOthers(above) && !isSticky(above)) {
                throw unsafe(above);
            }
        }
    }

    private static IllegalArgumentException unsafe(Path path) {
        return new IllegalArgumentException(
                path.normalize() + " can be changed by anybody: chmod o-w it, or keep the file elsewhere.");
    }

    private static boolean isWritableByOthers(Path path) throws IOException {
        return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE);
    }

    /** In such a directory, like {@code /tmp}, only its owner can rename what another directory is in. */
    private static boolean isSticky(Path directory) throws IOException {
        return ((int) Files.getAttribute(directory, "unix:mode") & STICKY) != 0;
    }
}
