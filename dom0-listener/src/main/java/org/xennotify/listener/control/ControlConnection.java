package org.xennotify.listener.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.UnaryOperator;

/** One connection to the control socket: reads a line, writes the answer, and only then reads the next. */
final class ControlConnection {
    private static final int LONGEST_REQUEST = 4096;

    private final SocketChannel channel;
    private final UnaryOperator<String> answers;
    private final ByteBuffer in = ByteBuffer.allocate(LONGEST_REQUEST);
    private ByteBuffer out = ByteBuffer.allocate(0);

    ControlConnection(SocketChannel channel, UnaryOperator<String> answers) {
        this.channel = channel;
        this.answers = answers;
    }

    void ready(SelectionKey key) throws IOException {
        try {
            if (!out.hasRemaining() && channel.read(in) < 0) {
                channel.close();
                return;
            }
            answer();
            if (isTooLong()) {
                channel.close();
                return;
            }
            key.interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private boolean isTooLong() {
        return !in.hasRemaining() && !out.hasRemaining();
    }

    private void answer() throws IOException {
        channel.write(out);
        int end = endOfLine();
        while (!out.hasRemaining() && end >= 0) {
            String request = new String(in.array(), 0, end, UTF_8);
            in.flip().position(end + 1);
            in.compact();
            out = ByteBuffer.wrap((answers.apply(request) + "\n").getBytes(UTF_8));
            channel.write(out);
            end = endOfLine();
        }
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
