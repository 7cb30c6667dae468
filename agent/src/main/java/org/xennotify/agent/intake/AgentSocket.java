package org.xennotify.agent.intake;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.ExitException;

/** The socket file through which applications reach the agent; whoever has it is the agent. */
public final class AgentSocket implements AutoCloseable {

    /**
     * Where the socket is and whose it is.
     *
     * @param path its directory is made if need be
     * @param owner user and group, as far as they are not the agent's own
     * @param mode who may connect: {@code rw-rw-rw-}
     */
    public record Place(Path path, Optional<UserPrincipal> owner, Optional<GroupPrincipal> group, String mode) {}

    private static final String DIRECTORY_MODE = "rwxr-xr-x";
    private static final int BACKLOG = 128;

    private final ServerSocketChannel channel;
    private final Path path;
    private final Object file;

    private AgentSocket(ServerSocketChannel channel, Path path) throws IOException {
        this.channel = channel;
        this.path = path;
        this.file = fileKey(path);
    }

    /**
     * Makes the socket, in place of one that nobody serves any more.
     *
     * @throws ExitException if an agent is running there, or there can be no socket
     */
    public static AgentSocket bind(Place place) throws ExitException {
        Path path = place.path().toAbsolutePath();
        try {
            makeDirectory(path);
            removeStale(path);
            return listen(place, path);
        } catch (AccessDeniedException e) {
            throw denied(path);
        } catch (FileAlreadyExistsException e) {
            throw failed(path, e.getMessage() + " is not a directory");
        } catch (IOException e) {
            throw failed(path, String.valueOf(e.getMessage()));
        }
    }

    private static void makeDirectory(Path path) throws IOException {
        Path directory = directory(path);
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(DIRECTORY_MODE));
        }
        if (!Files.isWritable(directory)) {
            throw new AccessDeniedException(directory.toString());
        }
    }

    private static Path directory(Path path) throws IOException {
        Path directory = path.getParent();
        if (directory == null) {
            throw new IOException("it is no file name");
        }
        return directory;
    }

    private static void removeStale(Path path) throws IOException, ExitException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!attributes(path).isOther()) {
            throw new IOException("a file is there that is no socket");
        }
        if (isServed(path)) {
            throw new ExitException(
                    Exit.FAILED,
                    "an agent is already running on " + path + ": stop it, or give this one another --socket.");
        }
        Files.delete(path);
    }

    private static boolean isServed(Path path) {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (IOException nobodyThere) {
            return false;
        }
    }

    private static AgentSocket listen(Place place, Path path) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            channel.configureBlocking(false);
            permit(place, path);
            return new AgentSocket(channel, path);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void permit(Place place, Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        view.setPermissions(PosixFilePermissions.fromString(place.mode()));
        if (place.group().isPresent()) {
            view.setGroup(place.group().get());
        }
        if (place.owner().isPresent()) {
            view.setOwner(place.owner().get());
        }
    }

    private static ExitException denied(Path path) {
        return new ExitException(
                Exit.UNAVAILABLE,
                "no permission to make the socket " + path + ": run the agent as root, or give it another --socket.");
    }

    private static ExitException failed(Path path, String reason) {
        return new ExitException(
                Exit.FAILED, "cannot make the socket " + path + " (" + reason + "): give another with --socket.");
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static Object fileKey(Path path) throws IOException {
        return String.valueOf(attributes(path).fileKey());
    }

    ServerSocketChannel channel() {
        return channel;
    }

    public Path path() {
        return path;
    }

    /** Stops listening and removes the file, if it is still the one that was made here. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && fileKey(path).equals(file)) {
            Files.delete(path);
        }
    }
}
