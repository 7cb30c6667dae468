package org.xennotify.listener.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.xennotify.lifecycle.Reason;

/** Refuses files that anybody could replace, before the listener does as root what they say. */
final class Safety {
    private static final int STICKY = 01000;
    private static final String ROOT = "root";

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
            throw new IllegalArgumentException("cannot look at " + file + " (" + Reason.alone(e) + ").", e);
        }
    }

    private static void checkWay(Path file) throws IOException {
        Path inside = file;
        for (Path path = file; path != null; path = path.getParent()) {
            if (isWritableByOthers(path) && !(isSticky(path) && isOurs(inside))) {
                throw unsafe(path);
            }
            inside = path;
        }
    }

    private static IllegalArgumentException unsafe(Path path) {
        return new IllegalArgumentException(
                path + " can be changed by anybody: chmod o-w it, or keep the file elsewhere.");
    }

    private static boolean isWritableByOthers(Path path) throws IOException {
        return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE);
    }

    /** In such a directory, like {@code /tmp}, only its owner can rename or remove what is inside. */
    private static boolean isSticky(Path directory) throws IOException {
        return Files.isDirectory(directory) && ((int) Files.getAttribute(directory, "unix:mode") & STICKY) != 0;
    }

    private static boolean isOurs(Path path) throws IOException {
        String owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
        return owner.equals(ROOT) || owner.equals(System.getProperty("user.name"));
    }
}
