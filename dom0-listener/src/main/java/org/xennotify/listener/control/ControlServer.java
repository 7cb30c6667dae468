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
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.lifecycle.Threads;

/** Answers lines at a socket that only its owner may use; one thread for all connections. */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int CONNECTIONS = 32;

    private final Path path;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final UnaryOperator<String> answers;

    private ControlServer(Path path, ServerSocketChannel server, UnaryOperator<String> answers) throws IOException {
        this.path = path;
        this.server = server;
        this.selector = Selector.open();
        this.answers = answers;
    }

    /**
     * Starts answering.
     *
     * @param path of the socket; one that a dead listener left is replaced
     * @param answers gives the answer to each line, at once
     * @throws IOException with a sentence, if there can be no socket
     */
    public static ControlServer start(Path path, UnaryOperator<String> answers) throws IOException {
        ControlServer server = new ControlServer(path, bind(path), answers);
        server.server.register(server.selector, SelectionKey.OP_ACCEPT);
        Threads.start("control", server::run);
        return server;
    }

    private static ServerSocketChannel bind(Path path) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            removeStale(path);
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            server.configureBlocking(false);
            return server;
        } catch (IOException e) {
            server.close();
            throw new IOException(
                    "cannot make the control socket " + path + " (" + Reason.of(e) + "): see --control.", e);
        }
    }

    // Only a socket: the path may be a person's mistake.
    private static void removeStale(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther()
                && !isAnswered(path)) {
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
            }
        } catch (ClosedSelectorException | CancelledKeyException stopped) {
            // As it should be.
        } catch (IOException e) {
            LOG.warn("the control socket fails, other commands get no answers any more: {}", e.getMessage());
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
            LOG.warn("a control connection fails: {}", e.getMessage());
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
        channel.register(selector, SelectionKey.OP_READ, new ControlConnection(channel, answers));
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
