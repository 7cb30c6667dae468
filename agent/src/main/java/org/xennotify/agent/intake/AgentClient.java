package org.xennotify.agent.intake;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.xennotify.agent.door.Patience;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;

/** A command's connection to the running agent. */
public final class AgentClient implements AutoCloseable {
    private static final int BUFFER = 4096;
    private static final int LONGEST_ANSWER = 1 << 20;
    // The agent keeps the sender's time limits; this is for one that was stopped or hangs.
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final LineBuffer lines = new LineBuffer(LONGEST_ANSWER);
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);

    private AgentClient(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.selector = Selector.open();
        channel.configureBlocking(false);
        this.key = channel.register(selector, SelectionKey.OP_READ);
    }

    /**
     * Connects to the agent on that socket.
     *
     * @throws IOException if none is running there, or it may not be reached
     */
    public static AgentClient connect(Path socket) throws IOException {
        return new AgentClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /**
     * Asks and waits for the answer, as long as the request has patience and a few seconds more.
     *
     * @throws IOException if the agent went away meanwhile, or this thread was interrupted: nobody knows what became of
     *     the request
     */
    public Outcome ask(Request request) throws IOException {
        long deadline = System.nanoTime() + patience(request).plus(GRACE).toNanos();
        ByteBuffer message = ByteBuffer.wrap(RequestCodec.encode(request));
        while (message.hasRemaining()) {
            if (channel.write(message) == 0 && !awaits(SelectionKey.OP_WRITE, deadline)) {
                return silent();
            }
        }
        return answer(deadline);
    }

    private static Duration patience(Request request) {
        if (request instanceof Request.Send send) {
            Patience patience = send.submission().patience();
            return patience.room().plus(patience.answer());
        }
        return Duration.ZERO;
    }

    private Outcome answer(long deadline) throws IOException {
        LineBuffer.Next next = lines.next();
        while (next instanceof LineBuffer.Incomplete) {
            if (!awaits(SelectionKey.OP_READ, deadline)) {
                return silent();
            }
            if (channel.read(buffer.clear()) < 0) {
                throw new IOException("the agent went away before it answered: nobody knows what became of the event");
            }
            lines.append(buffer.flip());
            next = lines.next();
        }
        if (next instanceof LineBuffer.Line line) {
            return AnswerCodec.decode(line.bytes());
        }
        throw new IOException("the agent's answer is longer than " + LONGEST_ANSWER + " bytes");
    }

    private boolean awaits(int operation, long deadline) throws IOException {
        key.interestOps(operation);
        long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        boolean ready = millis > 0 && selector.select(ignored -> {}, millis) > 0;
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while sending: nobody knows what became of the event");
        }
        return ready;
    }

    /** An answer that comes after all would be taken for the next request's. */
    private Outcome silent() throws IOException {
        channel.close();
        return new Outcome.Failed(Exit.TIMED_OUT, "the agent does not answer: see its log.");
    }

    /** Whether nothing more can be asked here, because the agent was stopped or did not answer in time. */
    public boolean isGone() {
        try {
            return channel.read(buffer.clear()) != 0; // nothing is to come before it is asked for
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }
}
