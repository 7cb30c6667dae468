package org.xennotify.testbed.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.xennotify.device.Platform;
import org.xennotify.testbed.DebianXen;

/** A shell that goes on, with our commands and XenStore's in its path; one that fails ends it. */
final class Terminal implements AutoCloseable {
    private static final String DONE = "@done\n";

    private final Process shell;
    private final Writer in;
    private final Path out;
    private int seen;

    /**
     * @param directory where it is
     * @param tools XenStore's own commands
     * @param platform which side of which simulated host it is on
     * @param store XenStore's socket there
     * @param home what is {@code /} there, as far as the run directory goes
     */
    Terminal(Path directory, Path tools, String platform, Path store, Path home) throws IOException {
        out = Files.createTempFile(directory, "terminal", "");
        ProcessBuilder builder = new ProcessBuilder("bash", "-eum")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        String ours = Path.of("../agent/target/xen-notify-agent/bin").toAbsolutePath() + ":"
                + Path.of("../dom0-listener/target/xen-notify-listener/bin").toAbsolutePath();
        builder.environment()
                .putAll(Map.of(
                        Platform.ENVIRONMENT,
                        platform,
                        "XENSTORED_PATH",
                        store.toString(),
                        "XEN_NOTIFY_SOCKET",
                        home.resolve("run/agent.sock").toString(),
                        "LD_LIBRARY_PATH",
                        DebianXen.root().resolve("usr/lib/x86_64-linux-gnu").toString(),
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "PATH",
                        ours + ":" + tools + ":" + System.getenv("PATH")));
        shell = builder.start();
        in = shell.outputWriter(UTF_8);
    }

    /** What commands print; fails with that if one of them does. */
    String run(String commands) throws IOException {
        in.write(commands + "\necho " + DONE);
        in.flush();
        Soon.await().until(() -> printed().contains(DONE) || !shell.isAlive());
        String printed = printed();
        assertThat(printed).as("%s", commands).contains(DONE);
        seen += printed.length();
        return printed;
    }

    private String printed() throws IOException {
        return Files.readString(out).substring(seen);
    }

    /** Ends also what runs in the background. */
    @Override
    public void close() {
        Stream<ProcessHandle> all = Stream.concat(shell.descendants(), Stream.of(shell.toHandle()));
        for (ProcessHandle each : all.toList()) {
            each.destroyForcibly();
            each.onExit().join();
        }
    }
}
