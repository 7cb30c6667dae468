package org.xennotify.device.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The holder as a real process; what it holds here is an ordinary file. */
class HolderTest {
    private static final String MARK = "00ff00ff12345678";

    @TempDir
    private Path directory;

    private Path held;
    private int descriptor;

    @BeforeEach
    void open() throws Exception {
        assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        assumeThat(System.getProperty("os.arch")).isEqualTo("amd64");
        held = Files.createFile(directory.resolve("held")).toRealPath();
        descriptor = LibC.openDevice(held);
    }

    @AfterEach
    void endAll() {
        Holder.endLeft(MARK);
    }

    private static List<Path> holders() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes.filter(HolderTest::isHolder).toList();
        }
    }

    private static boolean isHolder(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).equals("@xen-notify-holder\0" + MARK + "\0");
        } catch (IOException noProcessOrGone) {
            return false;
        }
    }

    /** Its arguments can be seen a moment after it was started. */
    private static Path theHolder() throws Exception {
        await(() -> holders().size() == 1);
        return holders().get(0);
    }

    private static void awaitSleep(Path holder) throws Exception {
        await(() -> Files.readString(holder.resolve("comm")).equals("xen-notify-hold\n"));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("after 10 s").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldHoldTheDescriptorAndNothingElse() throws Exception {
        Holder.start(descriptor, MARK);
        Path holder = theHolder();
        awaitSleep(holder);

        try (Stream<Path> descriptors = Files.list(holder.resolve("fd"))) {
            assertThat(descriptors.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("0", "1", "2", "3");
        }
        assertThat(Files.readSymbolicLink(holder.resolve("fd/3"))).isEqualTo(held);
        assertThat(Files.readSymbolicLink(holder.resolve("fd/1"))).isEqualTo(Path.of("/dev/null"));
        assertThat(Files.readSymbolicLink(holder.resolve("cwd"))).isEqualTo(Path.of("/"));
    }

    @Test
    void shouldHearNoSignalThatCanBeBlocked() throws Exception {
        Holder.start(descriptor, MARK);
        Path holder = theHolder();
        long pid = Long.parseLong(holder.getFileName().toString());

        assertThat(ProcessHandle.of(pid).orElseThrow().destroy()).isTrue();
        await(() -> Files.readString(holder.resolve("status")).contains("ShdPnd:\t0000000000004000"));
        assertThat(theHolder()).isEqualTo(holder);
    }

    @Test
    void shouldBeInASessionOfItsOwn() throws Exception {
        Holder.start(descriptor, MARK);
        Path holder = theHolder();
        awaitSleep(holder);

        String[] stat = Files.readString(holder.resolve("stat")).split(" ");
        assertThat(stat[5]).isEqualTo(holder.getFileName().toString());
    }

    @Test
    void shouldBeGoneWithoutATraceWhenItWasEnded() throws Exception {
        Holder holder = Holder.start(descriptor, MARK);
        Path process = theHolder();

        holder.end();
        assertThat(process).doesNotExist();
        holder.end();
    }

    @Test
    void shouldBeFoundByItsMarkOnly() throws Exception {
        Holder.start(descriptor, MARK);
        Path holder = theHolder();

        Holder.endLeft("00ff00ff12345679");
        assertThat(theHolder()).isEqualTo(holder);
        Holder.endLeft(MARK);
        await(() -> holders().isEmpty());
    }
}
