package org.xennotify.agent.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;

/**
 * One application: its requests in, their answers out in the same order. What it may have under way is bounded; beyond
 * that it is not read. All but the completion of outcomes happens on the intake's thread.
 */
final class ClientConnection {
    private static final int UNDER_WAY = 16;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final String user;
    private final Handler handler;
    private final Consumer<ClientConnection> onAnswered;
    private final LargeLines largeLines;
    private final LineBuffer lines;
    private final Deque<UnderWay> underWay = new ArrayDeque<>();
    private int bytesUnderWay;
    private boolean hasPlace;
    private @Nullable ByteBuffer out;
    private boolean ended;

    /** A request that was taken, and the bytes that it had. */
    private record UnderWay(CompletableFuture<Outcome> outcome, int bytes) {}

    /** {@code onAnswered} is called on any thread when there may be an answer to write. */
    ClientConnection(
            SocketChannel channel,
            SelectionKey key,
            String user,
            Handler handler,
            Consumer<ClientConnection> onAnswered,
            LargeLines largeLines) {
        this.channel = channel;
        this.key = key;
        this.user = user;
        this.handler = handler;
        this.onAnswered = onAnswered;
        this.largeLines = largeLines;
        this.lines = new LineBuffer(largeLines.longest());
    }

    String user() {
        return user;
    }

    /** Reads what is there into the buffer, which all connections share, and works on it. */
    void ready(ByteBuffer shared) throws IOException {
        if (key.isReadable()) {
            ended = channel.read(shared.clear()) < 0;
            lines.append(shared.flip());
        }
        advance();
    }

    /** Takes requests and writes answers until there are none, or the other side has to do something first. */
    void advance() throws IOException {
        do {
            takeRequests();
        } while (writeAnswers());
        if (ended && underWay.isEmpty() && out == null) {
            close();
        } else {
            key.interestOps(interest());
        }
    }

    private int interest() {
        if (out != null) {
            return SelectionKey.OP_WRITE;
        }
        return !ended && underWay.size() < UNDER_WAY && hasMemory() ? SelectionKey.OP_READ : 0;
    }

    /** Whether more may be read; if not, what is under way is answered first, or others' long lines. */
    private boolean hasMemory() {
        if (lines.length() + bytesUnderWay < LargeLines.LITTLE) {
            giveBackPlace();
            return true;
        }
        if (!hasPlace && bytesUnderWay < LargeLines.LITTLE) {
            hasPlace = largeLines.take(this);
        }
        return hasPlace && bytesUnderWay < LargeLines.LITTLE;
    }

    private void giveBackPlace() {
        if (hasPlace) {
            hasPlace = false;
            largeLines.giveBack(this);
        }
    }

    private void takeRequests() {
        LineBuffer.Next next = underWay.size() < UNDER_WAY ? nextLine() : new LineBuffer.Incomplete();
        while (!(next instanceof LineBuffer.Incomplete)) {
            CompletableFuture<Outcome> outcome = outcome(next);
            int bytes = next instanceof LineBuffer.Line line ? line.bytes().length : 0;
            underWay.add(new UnderWay(outcome, bytes));
            bytesUnderWay += bytes;
            if (!outcome.isDone()) {
                CompletableFuture<Outcome> unused = outcome.whenComplete((result, failure) -> onAnswered.accept(this));
            }
            next = underWay.size() < UNDER_WAY ? nextLine() : new LineBuffer.Incomplete();
        }
    }

    private LineBuffer.Next nextLine() {
        LineBuffer.Next next = lines.next();
        return ended && next instanceof LineBuffer.Incomplete ? lines.last() : next;
    }

    private CompletableFuture<Outcome> outcome(LineBuffer.Next next) {
        if (next instanceof LineBuffer.Line line) {
            try {
                return handler.handle(user, RequestCodec.decode(line.bytes()));
            } catch (IllegalArgumentException e) {
                return CompletableFuture.completedFuture(
                        new Outcome.Failed(Exit.USAGE, String.valueOf(e.getMessage())));
            }
        }
        return CompletableFuture.completedFuture(largeLines.tooLong());
    }

    /** Whether an answer went out whole, so that there may be room for another request. */
    private boolean writeAnswers() throws IOException {
        boolean wrote = false;
        while (out != null || isAnswered()) {
            ByteBuffer answer = out == null ? ByteBuffer.wrap(AnswerCodec.encode(removeFirst())) : out;
            channel.write(answer);
            out = answer.hasRemaining() ? answer : null;
            if (out != null) {
                return false;
            }
            wrote = true;
        }
        return wrote;
    }

    private boolean isAnswered() {
        return !underWay.isEmpty() && underWay.element().outcome.isDone();
    }

    private Outcome removeFirst() {
        UnderWay first = underWay.remove();
        bytesUnderWay -= first.bytes;
        return first.outcome.join();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Ends the connection; nobody waits any more for what it asked. */
    void close() {
        underWay.forEach(request -> request.outcome.cancel(false));
        underWay.clear();
        largeLines.forget(this);
        giveBackPlace();
        try {
            channel.close();
        } catch (IOException nothingLeftToDo) {
            // The descriptor is gone either way.
        }
    }
}
