package org.xennotify.testbed.endtoend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.xennotify.device.Platform;

/** One of our programs as a process of its own, started by its launcher from the tree that the build has made. */
final class Launched implements AutoCloseable {
    private static final Path AGENT = Path.of("../agent/target/xen-notify-agent/bin/xen-notify");
    private static final Path LISTENER = Path.of("../dom0-listener/target/xen-notify-listener/bin/xen-listen");
    private static final String TERMINAL = "tty";
    private static final long SECONDS_TO_END = 20;

    private final Process process;
    private final Path out;
    private final Path err;
    private final Path terminal;

    private Launched(Process process, Path out, Path err, Path terminal) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** {@code xen-notify}; skips the test if it was not built. */
    static Launched agent(Platform place, Path directory, String... arguments) throws IOException {
        return start(AGENT, place, directory, arguments);
    }

    /** {@code xen-listen}; skips the test if it was not built. */
    static Launched listener(Platform place, Path directory, String... arguments) throws IOException {
        return start(LISTENER, place, directory, arguments);
    }

    /** {@code xen-listen} on a terminal of this size, which script(1) makes; its standard error is there too. */
    static Launched onTerminal(Platform place, Path directory, int rows, int columns, String line) throws IOException {
        assumeThat(LISTENER).as("mvn package makes it").isExecutable();
        String command = "tty >%s; stty rows %d cols %d; TERM=xterm exec %s %s"
                .formatted(directory.resolve(TERMINAL), rows, columns, LISTENER, line);
        return start(List.of("script", "-qefc", command, "/dev/null"), place, directory);
    }

    /** By another launcher than those of the build; skips the test if it is not there. */
    static Launched start(Path launcher, Platform place, Path directory, String... arguments) throws IOException {
        assumeThat(launcher).as("mvn package makes it").isExecutable();
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        return start(command, place, directory);
    }

    private static Launched start(List<String> command, Platform place, Path directory) throws IOException {
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment()
                .putAll(Map.of(Platform.ENVIRONMENT, place.name(), "JAVA_HOME", System.getProperty("java.home", "")));
        return new Launched(builder.start(), out, err, directory.resolve(TERMINAL));
    }

    /** Presses keys. */
    void type(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(US_ASCII));
        process.getOutputStream().flush();
    }

    /** Gives its terminal another size. */
    void resize(int rows, int columns) throws IOException, InterruptedException {
        String device = Files.readString(terminal).strip();
        assertThat(new ProcessBuilder("stty", "-F", device, "rows", "" + rows, "cols", "" + columns)
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    long pid() {
        return process.pid();
    }

    String out() throws IOException {
        return Files.readString(out);
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    void awaitOut(String text) {
        Soon.await()
                .untilAsserted(
                        () -> assertThat(out()).as("standard output; %s", err()).contains(text));
    }

    void awaitErr(String text) {
        Soon.await().untilAsserted(() -> assertThat(err()).contains(text));
    }

    /** As {@code kill -9} does it. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    /** As {@code kill} does it; returns the exit status. */
    int stop() throws InterruptedException {
        process.destroy();
        return awaitEnd();
    }

    /** Its exit status. */
    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS))
                .as("ended")
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
