package org.xennotify.agent.intake;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.lifecycle.Reason;
import org.xennotify.lifecycle.SocketAccess;

/** The file of a socket that was bound here, which goes with it. */
final class SocketFile {
    private static final String DIRECTORY_MODE = "rwxr-xr-x";

    private final Path path;
    private final String key;

    private SocketFile(Path path) throws IOException {
        this.path = path;
        this.key = key(path);
    }

    /** What the kinds of sockets do differently. */
    interface Socket {
        /** Whether another process has it; an exception if it is of another kind. */
        boolean isServed(Path path) throws IOException;

        void bind(Path path) throws IOException;
    }

    /**
     * Binds the socket, in place of a file that nobody serves any more.
     *
     * @param option by which a person says another path
     * @throws ExitException if somebody serves it, or there can be no such file
     */
    static SocketFile bind(Socket socket, AgentSocket.Place place, String option) throws ExitException {
        Path path = place.path().toAbsolutePath();
        try {
            makeDirectory(path);
            removeStale(socket, path, option);
            socket.bind(path);
            permit(place, path);
            return new SocketFile(path);
        } catch (AccessDeniedException e) {
            throw new ExitException(
                    Exit.UNAVAILABLE,
                    "no permission to make the socket " + path + ": run the agent as root, or give it another " + option
                            + ".");
        } catch (FileAlreadyExistsException e) {
            throw failed(path, e.getFile() + " is not a directory", option);
        } catch (IOException e) {
            throw failed(path, Reason.alone(e), option);
        }
    }

    private static void makeDirectory(Path path) throws IOException {
        Path directory = path.getParent();
        if (directory == null) {
            throw new IOException("it is no file name");
        }
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(DIRECTORY_MODE));
        }
        if (!Files.isWritable(directory)) {
            throw new AccessDeniedException(directory.toString());
        }
    }

    private static void removeStale(Socket socket, Path path, String option) throws IOException, ExitException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!SocketAccess.isSocket(path)) {
            throw new IOException("a file is there that is no socket");
        }
        if (socket.isServed(path)) {
            throw new ExitException(
                    Exit.FAILED,
                    "an agent is already running on " + path + ": stop it, or give this one another " + option + ".");
        }
        Files.delete(path);
    }

    private static void permit(AgentSocket.Place place, Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        view.setPermissions(PosixFilePermissions.fromString(place.mode()));
        if (place.group().isPresent()) {
            view.setGroup(place.group().get());
        }
        if (place.owner().isPresent()) {
            view.setOwner(place.owner().get());
        }
    }

    private static ExitException failed(Path path, String reason, String option) {
        return new ExitException(
                Exit.FAILED, "cannot make the socket " + path + " (" + reason + "): give another with " + option + ".");
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static String key(Path path) throws IOException {
        return String.valueOf(attributes(path).fileKey());
    }

    /** Absolute. */
    Path path() {
        return path;
    }

    /** Removes it, if it is still the one that was made here. */
    void remove() throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && key(path).equals(key)) {
            Files.delete(path);
        }
    }
}
