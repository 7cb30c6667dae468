package org.xennotify.lifecycle;

import java.io.FileNotFoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/** Why something failed, in words for a sentence: Java's own message is often nothing but a path, or not there. */
public final class Reason {
    private Reason() {}

    /** With the path, if it was one that could not be used. */
    public static String of(Throwable failure) {
        return failure instanceof FileSystemException file && file.getFile() != null
                ? file.getFile() + ": " + alone(failure)
                : alone(failure);
    }

    /** For a sentence that names the path already. */
    public static String alone(Throwable failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "a file is in the way";
        }
        if (failure instanceof NotDirectoryException) {
            return "it is not a directory";
        }
        if (failure instanceof FileNotFoundException && failure.getMessage() != null) {
            return failure.getMessage().replaceFirst("^.*\\((.*)\\)$", "$1"); // it says "path (reason)"
        }
        if (failure instanceof ClosedChannelException) {
            return "it was closed";
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return Objects.requireNonNullElseGet(
                failure.getMessage(), () -> failure.getClass().getSimpleName());
    }
}
