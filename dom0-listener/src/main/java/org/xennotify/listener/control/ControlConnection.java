package org.xennotify.listener.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Follower;
import org.xennotify.listener.sink.Followers;

/**
 * One connection to the control socket: reads a line, writes the answer, and only then reads the next; or writes events
 * once it was asked for them, and reads no more than that the other end hangs up.
 */
final class ControlConnection {
    private static final int LONGEST_REQUEST = 4096;
    private static final String NO_LINE = "{\"ok\":false,\"error\":\"a request is one line of less than "
            + LONGEST_REQUEST + " bytes, with a newline at its end.\"}\n";
    private static final String TOO_MANY = "{\"ok\":false,\"error\":\"as many look on as may.\"}";

    private final SocketChannel channel;
    private final Function<String, Answer> answers;
    private final Followers followers;
    private final Runnable wake;
    private final ByteBuffer in = ByteBuffer.allocate(LONGEST_REQUEST);
    private ByteBuffer out = ByteBuffer.allocate(0);
    private @Nullable Follower follower;

    /** {@code wake} has {@link #follow} called soon; any thread. */
    ControlConnection(SocketChannel channel, Function<String, Answer> answers, Followers followers, Runnable wake) {
        this.channel = channel;
        this.answers = answers;
        this.followers = followers;
        this.wake = wake;
    }

    /** Goes on reading or writing. */
    void ready(SelectionKey key) throws IOException {
        try {
            boolean ended = !out.hasRemaining() && channel.read(in) < 0;
            answer();
            if (ended || isTooLong()) {
                end();
                return;
            }
            key.interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        } catch (IOException e) {
            boolean expected =
                    follower != null || e instanceof ClosedChannelException; // they go, and we stop, at any time
            close();
            if (!expected) {
                throw e;
            }
        }
    }

    /** Goes on writing events, if there are any that were asked for. */
    void follow(SelectionKey key) throws IOException {
        if (follower != null && !out.hasRemaining() && key.isValid()) {
            out = ByteBuffer.wrap(follower.take());
            if (out.hasRemaining()) {
                ready(key);
            }
        }
    }

    private void end() throws IOException {
        if (in.position() > 0) {
            channel.write(UTF_8.encode(NO_LINE));
        }
        close();
    }

    private void close() throws IOException {
        if (follower != null) {
            followers.remove(follower);
        }
        channel.close();
    }

    private boolean isTooLong() {
        return !in.hasRemaining() && !out.hasRemaining();
    }

    private void answer() throws IOException {
        channel.write(out);
        int end = endOfLine();
        while (follower == null && !out.hasRemaining() && end >= 0) {
            String request = new String(in.array(), 0, end, UTF_8);
            in.flip().position(end + 1);
            in.compact();
            out = ByteBuffer.wrap((line(answers.apply(request)) + "\n").getBytes(UTF_8));
            channel.write(out);
            end = endOfLine();
        }
        if (follower != null) {
            in.clear();
        }
    }

    private String line(Answer answer) {
        return answer.wanted().isEmpty() || isFollowing(answer.wanted().get()) ? answer.line() : TOO_MANY;
    }

    private boolean isFollowing(Predicate<Event> wanted) {
        follower = followers.add(wanted, wake).orElse(null);
        return follower != null;
    }

    private int endOfLine() {
        for (int i = 0; i < in.position(); i++) {
            if (in.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }
}
