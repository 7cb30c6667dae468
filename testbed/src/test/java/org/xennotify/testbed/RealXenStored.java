package org.xennotify.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Debian's own XenStore daemon, run without Xen by {@code testbed/xenstored/start}: what it answers is what Dom0 hears.
 *
 * <p>Its store is empty at first, and again after a restart, but for {@code /tool} (oxenstored: also {@code /local}).
 * Several may run side by side, each with a directory of its own. Not for use by several threads at once.
 */
public final class RealXenStored implements AutoCloseable {
    /** The first start on a machine downloads Xen's packages and compiles. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);

    private final Path directory;
    private final Daemon daemon;
    private Process process;

    /** Which of Xen's two daemons. */
    public enum Daemon {
        /** The one in C, the default of Debian. */
        XENSTORED,
        /** The one in OCaml: no DIRECTORY_PART, replies above 4,096 bytes, EQUOTA. */
        OXENSTORED
    }

    private RealXenStored(Path directory, Daemon daemon) throws IOException {
        this.directory = directory;
        this.daemon = daemon;
        this.process = launch();
    }

    /** Whether this machine can run the daemons; {@link #reason} says why not. */
    public static boolean available() {
        return obstacle().isEmpty();
    }

    /** One sentence that says why {@link #available} is false, or nothing. */
    public static String reason() {
        return obstacle().orElse("");
    }

    /**
     * Starts the daemon in C.
     *
     * @param directory where it keeps its socket and logs; the name of the socket may have 107 bytes at most
     * @throws IOException with what the daemon said, if its socket does not answer
     */
    public static RealXenStored start(Path directory) throws IOException {
        return start(directory, Daemon.XENSTORED);
    }

    /** Starts either daemon, like {@link #start(Path)}. */
    public static RealXenStored start(Path directory, Daemon daemon) throws IOException {
        return new RealXenStored(Files.createDirectories(directory), daemon);
    }

    /** The Unix socket that Dom0's programs connect to. */
    public Path socket() {
        return directory.resolve("socket");
    }

    /** Kills the daemon: its connections break, and new ones are refused until {@link #restart}. */
    public void stop() {
        process.destroyForcibly();
        // Killed, it cannot refuse to end.
        process.onExit().join();
    }

    /** Kills the daemon, if it still runs, and starts a new one with an empty store on the same socket. */
    public void restart() throws IOException {
        stop();
        process = launch();
    }

    /** Has the daemon stand still: connections last, and nothing is answered until it is stopped. */
    public void freeze() throws IOException {
        // The shell's own kill: a bare machine has no other.
        Process kill = new ProcessBuilder("sh", "-c", "kill -STOP " + process.pid()).start();
        kill.onExit().join();
    }

    @Override
    public void close() {
        stop();
    }

    private Process launch() throws IOException {
        Path log = directory.resolve("daemon.log");
        Process started = new ProcessBuilder(
                        script().orElseThrow().toString(),
                        directory.toString(),
                        daemon.name().toLowerCase(Locale.ROOT))
                .redirectError(log.toFile())
                .start();
        if (!isReady(started)) {
            started.destroyForcibly();
            throw new IOException("The XenStore daemon does not start: " + Files.readString(log));
        }
        return started;
    }

    private static boolean isReady(Process started) throws IOException {
        BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
        try {
            String line = CompletableFuture.supplyAsync(() -> readLine(output))
                    .get(READY_WITHIN.toSeconds(), TimeUnit.SECONDS);
            return "ready".equals(line);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IOException("Cannot read the output of the XenStore daemon.", e);
        } catch (InterruptedException e) {
            started.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while the XenStore daemon started.", e);
        }
    }

    private static String readLine(BufferedReader reader) {
        try {
            return reader.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> obstacle() {
        if (!isDebian12() || !"amd64".equals(System.getProperty("os.arch"))) {
            return Optional.of("the real XenStore daemons come from Debian 12's packages for x86-64;"
                    + " this machine is another.");
        }
        if (script().isEmpty()) {
            return Optional.of("testbed/xenstored/start is not in this directory or above it.");
        }
        return Optional.empty();
    }

    private static boolean isDebian12() {
        try {
            return Files.readString(Path.of("/etc/debian_version")).startsWith("12");
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Path> script() {
        return DebianXen.script("testbed/xenstored/start");
    }
}
