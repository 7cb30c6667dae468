package org.xennotify.testbed.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;

/** {@code testbed/sim-xl DIR COMMAND}: has the toolstack of a running simulated host do one thing. */
public final class SimXl {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final int UNAVAILABLE = 69;

    private SimXl() {}

    /** Exit status: 0 done, 1 refused, 2 usage, 69 no host there; one sentence on standard error says why. */
    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        if (args.length < 2 || args[0].startsWith("-")) {
            err.println("usage: testbed/sim-xl DIR " + Commands.USAGE);
            return WRONG_USAGE;
        }
        Path socket = Path.of(args[0]).resolve("domains");
        String command = String.join(" ", Arrays.copyOfRange(args, 1, args.length));
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            ByteBuffer request = ByteBuffer.wrap((command + "\n").getBytes(UTF_8));
            while (request.hasRemaining()) {
                channel.write(request);
            }
            return answer(new BufferedReader(Channels.newReader(channel, UTF_8)), out, err);
        } catch (IOException e) {
            err.println("no simulated host answers at " + socket + " (" + e.getMessage()
                    + "): start it with testbed/sim " + args[0] + ".");
            return UNAVAILABLE;
        }
    }

    private static int answer(BufferedReader answers, PrintStream out, PrintStream err) throws IOException {
        String line = answers.readLine();
        while (line != null && !line.equals("ok")) {
            if (line.startsWith("error ")) {
                err.println(line.substring("error ".length()));
                return FAILED;
            }
            out.println(line);
            line = answers.readLine();
        }
        if (line == null) {
            throw new IOException("it ended without an answer");
        }
        return 0;
    }
}
