package org.xennotify.testbed.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.xennotify.testbed.endtoend.Soon.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.testbed.sim.OnSimHost;

/** What is in the archive for a Dom0 without Java: its runtime has all that the listener needs, an HTTP server too. */
@Timeout(90)
class ArchiveTest {
    private static final Path TARGET = Path.of("../dom0-listener/target");

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    @TempDir
    private Path directory;

    private void unpack() throws IOException, InterruptedException {
        try (Stream<Path> files = Files.list(TARGET)) {
            Optional<Path> archive =
                    files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst();
            assumeThat(archive).as("mvn package makes it").isPresent();
            assertThat(new ProcessBuilder("tar", "xzf", archive.orElseThrow().toString(), "-C", directory.toString())
                            .inheritIO()
                            .start()
                            .waitFor())
                    .isZero();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void shouldTellPrometheusOfGuestsByItsOwnJava() throws Exception {
        unpack();
        sim.host().create();
        int port = freePort();
        Path routes =
                Files.writeString(directory.resolve("routes.toml"), "metrics = { port = " + port + " }\n[[route]]\n");
        Launched listener = sim.keep(Launched.start(
                directory.resolve("xen-notify-listener/bin/xen-listen"),
                sim.host().dom0(),
                directory,
                "run",
                "--config",
                routes.toString()));
        await().ignoreExceptions().until(() -> scrape(port).contains("xen_notify_guests{state="));
        assertThat(ProcessHandle.of(listener.pid())
                        .flatMap(process -> process.info().command()))
                .contains(directory
                        .toRealPath()
                        .resolve("xen-notify-listener/runtime/bin/java")
                        .toString());
    }

    private static String scrape(int port) throws IOException {
        try (InputStream metrics =
                URI.create("http://localhost:" + port + "/metrics").toURL().openStream()) {
            return new String(metrics.readAllBytes(), UTF_8);
        }
    }
}
