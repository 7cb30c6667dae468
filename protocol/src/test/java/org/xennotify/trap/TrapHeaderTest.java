package org.xennotify.trap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The header and the program in {@code examples}, where there is a C compiler for x86. */
class TrapHeaderTest {
    private static final Path HEADER = Path.of("examples/xen_notify_trap.h");

    @TempDir
    static Path built;

    /** How a program has ended. */
    private record Ended(int status, String output, String errors) {}

    @BeforeAll
    static void compile() throws Exception {
        assumeTrue(System.getProperty("os.arch", "").equals("amd64"), "the instruction is x86's");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "no C compiler: install gcc");
        compile("examples/notify.c", "notify");
        compile("src/test/c/print-block.c", "print-block");
    }

    private static void compile(String source, String program) throws Exception {
        Ended ended = run(
                "/usr/bin/cc",
                "-std=gnu11",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Wpedantic",
                "-Werror",
                "-Iexamples",
                "-o",
                built.resolve(program).toString(),
                source);
        assertThat(ended).isEqualTo(new Ended(0, "", ""));
    }

    @ParameterizedTest
    @MethodSource("org.xennotify.trap.Vector#events")
    void shouldWriteTheVectors(Vector row) throws Exception {
        assertThat(program("print-block", row.type(), row.data())).isEqualTo(new Ended(0, row.block(), ""));
    }

    @Test
    void shouldRefuseWhatDoesNotFitIntoABlock() throws Exception {
        assertThat(program("print-block", "app.large", "00".repeat(4096 - 40 - 8))
                        .status())
                .isEqualTo(1);
        assertThat(program("print-block", "", "").status()).isEqualTo(1);
        assertThat(program("print-block", "t".repeat(256), "").status()).isEqualTo(1);
    }

    @Test
    void shouldRefuseToTrapWhereNoTrapReachesXen() throws Exception {
        assumeTrue(!Files.exists(Path.of("/sys/hypervisor/type")), "this is a machine without Xen");
        assertThat(program("notify", "app.ready", "now"))
                .isEqualTo(new Ended(
                        69, "", "notify: no trap reaches Xen from here: this is no PVH or HVM guest of Xen.\n"));
    }

    @Test
    void shouldSayHowItIsUsed() throws Exception {
        assertThat(program("notify")).isEqualTo(new Ended(2, "", "notify: usage: notify TYPE [DATA]\n"));
    }

    @Test
    void shouldBeShort() throws IOException {
        assertThat(Files.readAllLines(HEADER)).hasSizeLessThan(60);
    }

    private static Ended program(String name, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.add(0, built.resolve(name).toString());
        return run(words.toArray(String[]::new));
    }

    private static Ended run(String... words) throws Exception {
        Path errors = built.resolve("errors");
        Process process =
                new ProcessBuilder(words).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), output, Files.readString(errors));
    }
}
