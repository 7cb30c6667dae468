package org.xennotify.listener.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.xennotify.device.UnavailableException;

/** Asks the running listener. */
public final class ControlClient {
    private ControlClient() {}

    /**
     * Sends a command and waits for the answer.
     *
     * @return one line of JSON
     * @throws UnavailableException if no listener answers there
     */
    public static String ask(Path socket, String command) throws UnavailableException {
        return exchange(socket, "{\"command\":\"" + command + "\"}\n");
    }

    /** The same with a command about one domain. */
    public static String ask(Path socket, String command, int domid) throws UnavailableException {
        return exchange(socket, "{\"command\":\"" + command + "\",\"domid\":" + domid + "}\n");
    }

    private static String exchange(Path socket, String line) throws UnavailableException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                BufferedReader answers = new BufferedReader(Channels.newReader(channel, UTF_8))) {
            ByteBuffer request = UTF_8.encode(line);
            while (request.hasRemaining()) {
                channel.write(request);
            }
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("it hung up");
            }
            return answer;
        } catch (IOException e) {
            throw new UnavailableException(
                    "no listener answers at " + socket + " (" + e.getMessage() + "): start xen-listen run.", e);
        }
    }
}
