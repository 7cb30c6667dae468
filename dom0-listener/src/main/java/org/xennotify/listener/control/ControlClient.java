package org.xennotify.listener.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xennotify.device.UnavailableException;
import org.xennotify.lifecycle.Reason;
import org.xennotify.listener.sink.JsonBytes;

/** Asks the running listener. */
public final class ControlClient implements AutoCloseable {
    private final Path socket;
    private final SocketChannel channel;
    private final BufferedReader lines;

    private ControlClient(Path socket, SocketChannel channel) {
        this.socket = socket;
        this.channel = channel;
        this.lines = new BufferedReader(Channels.newReader(channel, UTF_8));
    }

    /**
     * Sends a command and waits for the answer.
     *
     * @return one line of JSON
     * @throws UnavailableException if no listener answers there
     */
    public static String ask(Path socket, String command) throws UnavailableException {
        return exchange(socket, request(command));
    }

    /** The same with a command about one domain. */
    public static String ask(Path socket, String command, int domid) throws UnavailableException {
        return exchange(socket, request(command).raw(",\"domid\":").decimal(domid));
    }

    private static String exchange(Path socket, JsonBytes request) throws UnavailableException {
        try (ControlClient client = connect(socket, request)) {
            return client.next();
        } catch (IOException e) {
            throw e instanceof UnavailableException known ? known : unavailable(socket, e);
        }
    }

    /**
     * Asks for events as they come; an empty text stands for any.
     *
     * @return gives the answer first, and then an event at a time
     * @throws UnavailableException if no listener answers there
     */
    public static ControlClient follow(Path socket, String type, String guest) throws UnavailableException {
        return connect(
                socket,
                request("tail")
                        .raw(",\"type\":")
                        .string(type)
                        .raw(",\"guest\":")
                        .string(guest));
    }

    private static JsonBytes request(String command) {
        return new JsonBytes().raw("{\"command\":").string(command);
    }

    @SuppressWarnings("MustBeClosedChecker") // closed with the client
    private static ControlClient connect(Path socket, JsonBytes request) throws UnavailableException {
        try {
            ControlClient client = new ControlClient(socket, SocketChannel.open(UnixDomainSocketAddress.of(socket)));
            client.send(request.raw("}\n").toArray());
            return client;
        } catch (IOException e) {
            throw unavailable(socket, e);
        }
    }

    private void send(byte[] line) throws IOException {
        ByteBuffer request = ByteBuffer.wrap(line);
        while (request.hasRemaining()) {
            channel.write(request);
        }
    }

    /**
     * Waits for the next line.
     *
     * @throws UnavailableException if the listener has ended
     */
    public String next() throws UnavailableException {
        try {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("it hung up");
            }
            return line;
        } catch (IOException e) {
            throw unavailable(socket, e);
        }
    }

    /** Whether another line, or some of it, is here already. */
    public boolean hasMore() throws IOException {
        return lines.ready();
    }

    private static UnavailableException unavailable(Path socket, IOException e) {
        if (Files.exists(socket) && !Files.isWritable(socket)) {
            return new UnavailableException(
                    "no permission to use the listener's socket " + socket
                            + ": be root, or have the listener started with another --socket-owner or --socket-mode.",
                    e);
        }
        return new UnavailableException(
                "no listener answers at " + socket + " (" + Reason.alone(e) + "): start xen-listen run.", e);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
