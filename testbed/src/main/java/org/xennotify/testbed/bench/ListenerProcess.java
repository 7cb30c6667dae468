package org.xennotify.testbed.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The listener as it is shipped, in a process of its own, as Linux sees it. */
final class ListenerProcess implements AutoCloseable {
    private final Process process;
    private final Path proc;

    private ListenerProcess(Process process) {
        this.process = process;
        this.proc = Path.of("/proc", Long.toString(process.pid()));
    }

    /** Starts it; what it prints goes nowhere, its log to the file. */
    static ListenerProcess start(List<String> command, Path log) throws IOException {
        return new ListenerProcess(new ProcessBuilder(command)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(log.toFile())
                .start());
    }

    /** The most memory that it has had so far, pages that it shares included. */
    long peakMebibytes() throws IOException {
        return field(proc.resolve("status"), "VmHWM:") / 1024;
    }

    long threads() throws IOException {
        return field(proc.resolve("status"), "Threads:");
    }

    /** Processor time so far, in steps of 10 ms. */
    long cpuMillis() {
        return process.info().totalCpuDuration().orElseThrow().toMillis();
    }

    /** How often its threads gave a processor up so far, by themselves or not; that is how often they woke. */
    long wakeUps() throws IOException {
        try (Stream<Path> tasks = Files.list(proc.resolve("task"))) {
            long sum = 0;
            for (Path task : tasks.toList()) {
                Path status = task.resolve("status");
                sum += field(status, "voluntary_ctxt_switches:") + field(status, "nonvoluntary_ctxt_switches:");
            }
            return sum;
        }
    }

    private static long field(Path status, String name) throws IOException {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
