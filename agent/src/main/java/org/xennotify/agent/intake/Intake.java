package org.xennotify.agent.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.lifecycle.Reason;
import org.xennotify.lifecycle.Threads;

/** The agent's socket: one thread for all connections, which waits without limit while nobody asks for anything. */
public final class Intake implements AutoCloseable {
    /** Connections in all, and of one user who is not the agent's own. */
    static final int CONNECTIONS = 512;

    static final int CONNECTIONS_OF_A_USER = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final Outcome CROWDED = new Outcome.Failed(
            Exit.FAILED, "too many connections to the agent: close some, or send several lines through one.");
    private static final int BUFFER = 16 * 1024;
    private static final long STOP_MILLIS = 1000;

    private final Handler handler;
    private final String ownUser;
    private final LargeLines largeLines;
    private final Selector selector;
    private final SelectionKey acceptor;
    private final ByteBuffer shared = ByteBuffer.allocateDirect(BUFFER);
    private final Queue<ClientConnection> answered = new ConcurrentLinkedQueue<>();
    private final Thread thread = Threads.named("intake").newThread(this::run);
    private volatile boolean closing;

    private Intake(AgentSocket socket, Handler handler, String ownUser, int largestEvent) throws IOException {
        this.handler = handler;
        this.ownUser = ownUser;
        this.largeLines = new LargeLines(largestEvent, ownUser, answered::add);
        this.selector = Selector.open();
        this.acceptor = socket.channel().register(selector, SelectionKey.OP_ACCEPT);
    }

    /**
     * Starts serving.
     *
     * @param ownUser may have any number of connections
     * @param largestEvent bytes of data, any bytes, that a request must be able to carry
     */
    public static Intake start(AgentSocket socket, Handler handler, String ownUser, int largestEvent)
            throws IOException {
        Intake intake = new Intake(socket, handler, ownUser, largestEvent);
        intake.thread.start();
        return intake;
    }

    private void run() {
        try {
            while (!closing) {
                selector.select(this::serve);
                writeAnswers();
            }
        } catch (IOException e) {
            LOG.error("the socket is no longer served: {}", Reason.of(e));
        }
        end();
    }

    private void serve(SelectionKey key) {
        if (key == acceptor) {
            accept();
        } else {
            ClientConnection connection = (ClientConnection) key.attachment();
            guarded(connection, () -> connection.ready(shared));
        }
    }

    private void writeAnswers() {
        ClientConnection connection = answered.poll();
        while (connection != null) {
            if (connection.isOpen()) {
                guarded(connection, connection::advance);
            }
            connection = answered.poll();
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Whatever goes wrong with one connection ends only that one. */
    private void guarded(ClientConnection connection, Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            LOG.debug("a connection ended: {}", e.toString());
            connection.close();
        }
        if (!connection.isOpen() && acceptor.isValid()) {
            acceptor.interestOps(SelectionKey.OP_ACCEPT);
        }
    }

    private void accept() {
        SocketChannel channel;
        try {
            channel = ((ServerSocketChannel) acceptor.channel()).accept();
        } catch (IOException e) {
            LOG.warn("no connection can be accepted until another ends: {}", Reason.of(e));
            acceptor.interestOps(0);
            return;
        }
        if (channel != null && !admit(channel)) {
            close(channel);
        }
    }

    /** Whether the connection stays; one that ended meanwhile is nobody else's trouble. */
    private boolean admit(SocketChannel channel) {
        try {
            channel.configureBlocking(false);
            String user =
                    channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            if (isCrowded(user)) {
                channel.write(ByteBuffer.wrap(AnswerCodec.encode(CROWDED)));
                return false;
            }
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            key.attach(new ClientConnection(channel, key, user, handler, this::onAnswered, largeLines));
            return true;
        } catch (IOException e) {
            LOG.debug("a connection ended at once: {}", Reason.of(e));
            return false;
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException nothingLeftToDo) {
            // The descriptor is gone either way.
        }
    }

    private boolean isCrowded(String user) {
        long all = selector.keys().stream().filter(SelectionKey::isValid).count() - 1;
        long own = selector.keys().stream().filter(key -> isOf(user, key)).count();
        return all >= CONNECTIONS || (own >= CONNECTIONS_OF_A_USER && !user.equals(ownUser));
    }

    private static boolean isOf(String user, SelectionKey key) {
        return key.isValid()
                && key.attachment() instanceof ClientConnection connection
                && connection.user().equals(user);
    }

    private void onAnswered(ClientConnection connection) {
        answered.add(connection);
        selector.wakeup();
    }

    private void end() {
        writeAnswers();
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof ClientConnection connection) {
                connection.close();
            }
        }
        try {
            selector.close();
        } catch (IOException e) {
            LOG.warn("{}", Reason.of(e));
        }
    }

    /** Stops serving, after what is answered was written as far as its readers take it; the socket stays. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
