package org.xennotify.agent.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.device.UnixDatagrams;

/** The socket that programs find in their environment as NOTIFY_SOCKET. */
public final class NotifySocket implements AutoCloseable {
    private static final String OPTION = "--notify-socket";

    private final UnixDatagrams datagrams;
    private final SocketFile file;

    private NotifySocket(UnixDatagrams datagrams, SocketFile file) {
        this.datagrams = datagrams;
        this.file = file;
    }

    /**
     * Makes the socket, in place of one that nobody serves any more.
     *
     * @param datagrams is closed with the socket, or if there can be none
     * @throws ExitException if somebody receives there, an agent or systemd, or there can be no socket
     */
    public static NotifySocket bind(UnixDatagrams datagrams, AgentSocket.Place place)
            throws IOException, ExitException {
        try {
            return new NotifySocket(datagrams, SocketFile.bind(new Datagrams(datagrams), place, OPTION));
        } catch (ExitException e) {
            datagrams.close();
            throw e;
        }
    }

    private record Datagrams(UnixDatagrams datagrams) implements SocketFile.Socket {
        @Override
        public boolean isServed(Path path) throws IOException {
            return datagrams.isServed(path);
        }

        @Override
        public void bind(Path path) throws IOException {
            datagrams.bind(path);
        }
    }

    /** As {@link UnixDatagrams#receive}. */
    Optional<UnixDatagrams.Datagram> receive() throws IOException {
        return datagrams.receive();
    }

    public Path path() {
        return file.path();
    }

    /** Ends the wait of whoever receives, and removes the file. */
    @Override
    public void close() throws IOException {
        datagrams.close();
        file.remove();
    }
}
