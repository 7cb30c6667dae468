package org.xennotify.device.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the toolstack of a simulated host: a command is answered with lines, and at last {@code ok}, or
 * {@code error} and a sentence.
 */
final class SimToolstack implements AutoCloseable {
    private static final String ERROR = "error ";

    private final SocketChannel channel;
    private final BufferedReader answers;

    private SimToolstack(SocketChannel channel) {
        this.channel = channel;
        this.answers = new BufferedReader(Channels.newReader(channel, UTF_8));
    }

    static SimToolstack connect(Path socket) throws IOException {
        return new SimToolstack(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /** Waits for the answer's lines. */
    synchronized List<String> ask(String command) throws IOException {
        ByteBuffer request = ByteBuffer.wrap((command + "\n").getBytes(UTF_8));
        while (request.hasRemaining()) {
            channel.write(request);
        }
        List<String> lines = new ArrayList<>();
        String line = present(answers.readLine(), command);
        while (!line.equals("ok")) {
            if (line.startsWith(ERROR)) {
                throw new IOException(command + ": " + line.substring(ERROR.length()));
            }
            lines.add(line);
            line = present(answers.readLine(), command);
        }
        return lines;
    }

    private static String present(@Nullable String line, String command) throws IOException {
        if (line == null) {
            throw new IOException(command + ": the simulated host has ended");
        }
        return line;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException closedAnyway) {
            // The descriptor is gone either way.
        }
    }
}
