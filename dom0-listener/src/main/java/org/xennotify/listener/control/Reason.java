package org.xennotify.listener.control;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** Why a path cannot be used, in words: Java's own message is often nothing but the path. */
final class Reason {
    private Reason() {}

    static String of(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such directory";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "a file is in the way";
        }
        return String.valueOf(e.getMessage());
    }
}
