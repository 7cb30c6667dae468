package org.xennotify.agent.intake;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.device.Platform;

/** The socket through which applications reach the agent; whoever has it is the agent. */
public final class AgentSocket implements AutoCloseable {

    /**
     * Where a socket is and whose it is.
     *
     * @param path its directory is made if need be
     * @param owner user and group, as far as they are not the agent's own
     * @param mode who may connect: {@code rw-rw-rw-}
     */
    public record Place(Path path, Optional<UserPrincipal> owner, Optional<GroupPrincipal> group, String mode) {
        /** The same for another socket. */
        public Place at(Path other) {
            return new Place(other, owner, group, mode);
        }
    }

    private static final String NAME = "agent.sock";
    private static final String OPTION = "--socket";
    private static final int BACKLOG = 128;

    private final ServerSocketChannel channel;
    private final SocketFile file;

    private AgentSocket(ServerSocketChannel channel, SocketFile file) {
        this.channel = channel;
        this.file = file;
    }

    /** Where it is on a platform unless somebody says otherwise. */
    public static Path in(Platform platform) {
        return platform.runDirectory().resolve(NAME);
    }

    /**
     * Makes the socket, in place of one that nobody serves any more.
     *
     * @throws ExitException if an agent is running there, or there can be no socket
     */
    public static AgentSocket bind(Place place) throws IOException, ExitException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            return new AgentSocket(channel, SocketFile.bind(new Stream(channel), place, OPTION));
        } catch (IOException | ExitException e) {
            channel.close();
            throw e;
        }
    }

    private record Stream(ServerSocketChannel channel) implements SocketFile.Socket {
        @Override
        public boolean isServed(Path path) throws IOException {
            try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                return probe.isConnected();
            } catch (ConnectException refused) {
                return false;
            }
        }

        @Override
        public void bind(Path path) throws IOException {
            channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
        }
    }

    ServerSocketChannel channel() {
        return channel;
    }

    public Path path() {
        return file.path();
    }

    /** Stops listening and removes the file, if it is still the one that was made here. */
    @Override
    public void close() throws IOException {
        channel.close();
        file.remove();
    }
}
