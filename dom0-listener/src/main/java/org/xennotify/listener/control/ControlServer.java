package org.xennotify.listener.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.lifecycle.Reason;
import org.xennotify.lifecycle.SocketAccess;
import org.xennotify.lifecycle.Threads;
import org.xennotify.listener.sink.Followers;

/** Answers lines at a socket, and shows events; one thread for all connections. */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int CONNECTIONS = 32;

    private final Path path;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final Function<String, Answer> answers;
    private final Followers followers;

    private ControlServer(Path path, ServerSocketChannel server, Function<String, Answer> answers, Followers followers)
            throws IOException {
        this.path = path;
        this.server = server;
        this.selector = Selector.open();
        this.answers = answers;
        this.followers = followers;
    }

    /** Where the socket of a listener is if nobody says otherwise. */
    public static Path usualPath(Path runDirectory) {
        return runDirectory.resolve("listen.sock");
    }

    /**
     * Starts answering.
     *
     * @param path of the socket; one that a dead listener left is replaced
     * @param access who may use it
     * @param answers gives the answer to each line, at once
     * @param followers get those who ask for events
     * @throws IOException with a sentence, if there can be no socket
     */
    public static ControlServer start(
            Path path, SocketAccess access, Function<String, Answer> answers, Followers followers) throws IOException {
        ControlServer server = new ControlServer(path, bind(path, access), answers, followers);
        server.server.register(server.selector, SelectionKey.OP_ACCEPT);
        Threads.start("control", server::run);
        return server;
    }

    private static ServerSocketChannel bind(Path path, SocketAccess access) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            removeStale(path);
            server.bind(UnixDomainSocketAddress.of(path));
            access.apply(path);
            server.configureBlocking(false);
            return server;
        } catch (IOException e) {
            server.close();
            throw new IOException(
                    "cannot make the control socket " + path + " (" + Reason.alone(e)
                            + "): see --control and --socket-owner.",
                    e);
        }
    }

    // Only a socket: the path may be a person's mistake.
    private static void removeStale(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && SocketAccess.isSocket(path) && !isAnswered(path)) {
            Files.delete(path);
        }
    }

    private static boolean isAnswered(Path path) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return channel.isConnected();
        } catch (IOException nobody) {
            return false;
        }
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::ready);
                selector.keys().forEach(this::follow);
            }
        } catch (ClosedSelectorException | CancelledKeyException stopped) {
            // As it should be.
        } catch (IOException e) {
            LOG.warn("the control socket fails, other commands get no answers any more: {}", Reason.alone(e));
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.attachment() instanceof ControlConnection connection) {
                connection.ready(key);
            } else {
                accept();
            }
        } catch (IOException e) {
            LOG.warn("a control connection fails: {}", Reason.alone(e));
        }
    }

    private void follow(SelectionKey key) {
        try {
            if (key.attachment() instanceof ControlConnection connection) {
                connection.follow(key);
            }
        } catch (IOException e) {
            LOG.warn("a control connection fails: {}", Reason.alone(e));
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = server.accept();
        if (channel == null) {
            return;
        }
        if (selector.keys().size() > CONNECTIONS) {
            channel.close();
            return;
        }
        channel.configureBlocking(false);
        channel.register(
                selector, SelectionKey.OP_READ, new ControlConnection(channel, answers, followers, selector::wakeup));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
