package org.xennotify.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Debian's Xen packages where {@code testbed/lib/machine.sh} has unpacked them, and this project's scripts about them. */
public final class DebianXen {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);

    private DebianXen() {}

    /** The directory that the packages were unpacked into, whether or not they were. */
    public static Path root() {
        Map<String, String> environment = System.getenv();
        String caches = environment.getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        return Path.of(environment.getOrDefault("XEN_NOTIFY_CACHE", caches + "/xen-notify"), "xen-root");
    }

    /** An executable of this project; tests run in the module's directory or in the repository's. */
    public static Optional<Path> script(String name) {
        for (Path here = Path.of("").toAbsolutePath(); here != null; here = here.getParent()) {
            Path script = here.resolve(name);
            if (Files.isExecutable(script)) {
                return Optional.of(script);
            }
        }
        return Optional.empty();
    }

    /**
     * Runs a program that talks to the XenStore daemon behind a socket.
     *
     * @param directory takes its output
     * @return its output
     * @throws IOException with its output, if it fails or does not end within 30 s
     */
    public static String run(Path program, Path socket, Path directory) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(program.toString()).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("XENSTORED_PATH", socket.toString());
        builder.environment()
                .put(
                        "LD_LIBRARY_PATH",
                        root().resolve("usr/lib/x86_64-linux-gnu").toString());
        Process process = builder.start();
        boolean ended = process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        if (!ended || process.exitValue() != 0) {
            throw new IOException(
                    program.getFileName() + (ended ? " failed: " : " does not end: ") + Files.readString(output));
        }
        return Files.readString(output);
    }
}
