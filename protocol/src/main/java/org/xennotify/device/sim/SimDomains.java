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
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.Domain;
import org.xennotify.device.Domains;

/**
 * The list of domains of a simulated host, from its toolstack's socket: {@code list} is answered with one line a domain,
 * {@code <domid> <uuid> <state> <name>}, and {@code ok}.
 */
final class SimDomains implements Domains {
    private final SocketChannel channel;
    private final BufferedReader answers;

    private SimDomains(SocketChannel channel) {
        this.channel = channel;
        this.answers = new BufferedReader(Channels.newReader(channel, UTF_8));
    }

    static Domains connect(Path socket) throws IOException {
        return new SimDomains(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    @Override
    public synchronized List<Domain> list() throws IOException {
        ByteBuffer request = ByteBuffer.wrap("list\n".getBytes(UTF_8));
        while (request.hasRemaining()) {
            channel.write(request);
        }
        List<Domain> domains = new ArrayList<>();
        String line = present(answers.readLine());
        while (!line.equals("ok")) {
            domains.add(parse(line));
            line = present(answers.readLine());
        }
        return domains;
    }

    private static String present(@Nullable String line) throws IOException {
        if (line == null) {
            throw new IOException("list domains: the simulated host has ended");
        }
        return line;
    }

    private static Domain parse(String line) throws IOException {
        String[] fields = line.split(" ", 4);
        if (fields.length < 3) {
            throw new IOException("list domains: the simulated host answered '" + line + "'");
        }
        boolean ended = fields[2].equals("shutdown") || fields[2].equals("dying");
        return new Domain(Integer.parseInt(fields[0]), UUID.fromString(fields[1]), ended);
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
