package org.xennotify.testbed.sim;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** {@code testbed/sim DIR [--guests N]}: runs a simulated host in the foreground until it is stopped. */
public final class SimCommand {
    private static final String USAGE = "usage: testbed/sim DIR [--guests N]";
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final int MAX_GUESTS = 4096;

    private SimCommand() {}

    private record Options(Path directory, int guests) {

        static Options parse(String[] args) {
            if ((args.length != 1 && args.length != 3) || args[0].startsWith("-")) {
                throw new IllegalArgumentException(USAGE);
            }
            if (args.length == 1) {
                return new Options(Path.of(args[0]), 0);
            }
            if (!args[1].equals("--guests") || !args[2].matches("[0-9]{1,4}")) {
                throw new IllegalArgumentException(USAGE);
            }
            int guests = Integer.parseInt(args[2]);
            if (guests > MAX_GUESTS) {
                throw new IllegalArgumentException("at most " + MAX_GUESTS + " guests: " + USAGE);
            }
            return new Options(Path.of(args[0]), guests);
        }
    }

    /** Prints {@code ready} once all sockets are there. Exit status: 0 stopped, 1 failed, 2 usage. */
    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args, System.out, System.err));
    }

    static int run(String[] args, PrintStream out, PrintStream err) throws InterruptedException {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return WRONG_USAGE;
        }
        try {
            serve(options, out, err);
            return 0;
        } catch (IOException e) {
            err.println("cannot run a simulated host in " + options.directory() + ": " + e.getMessage());
            return FAILED;
        }
    }

    private static void serve(Options options, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        SimHost host = SimHost.start(options.directory());
        host.onLeak(err::println);
        Runtime.getRuntime().addShutdownHook(new Thread(host::close, "stop"));
        for (int i = 0; i < options.guests(); i++) {
            host.create();
        }
        out.println("ready");
        out.flush();
        new CountDownLatch(1).await();
    }
}
