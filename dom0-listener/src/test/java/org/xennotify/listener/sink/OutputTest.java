package org.xennotify.listener.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.listener.fake.Lines;

class OutputTest {
    @TempDir
    Path directory;

    private static JsonBytes line(String text) {
        return new JsonBytes().raw(text + "\n");
    }

    @Test
    void aFileIsAppendedTo() throws IOException {
        Path file = directory.resolve("events");
        Files.writeString(file, "old\n");
        try (FileOutput output = FileOutput.open(file)) {
            assertThat(output.write(line("new"))).isTrue();
        }
        assertThat(file).hasContent("old\nnew\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"spec", "{\"specversion\":\"1.0\",\"id\":\"half"})
    void theHalfOfALineThatAKilledListenerLeftIsTakenAway(String half) throws IOException {
        Path file = directory.resolve("events");
        for (String whole : List.of("", "x".repeat(70_000) + "\n")) {
            Files.writeString(file, whole + half + " ".repeat(half.length() > 20 ? 200_000 : 0));
            FileOutput.open(file).close();
            assertThat(file).hasContent(whole);
        }
    }

    @Test
    void whatElseAFileEndsWithStays() throws IOException {
        Path file = directory.resolve("events");
        Files.writeString(file, "whole\nsomebody's");
        FileOutput.open(file).close();
        assertThat(file).hasContent("whole\nsomebody's");
    }

    @Test
    void aFullDiskHoldsEventsBack() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full));
        try (FileOutput output = FileOutput.open(full)) {
            assertThat(output.write(line("x"))).isFalse();
            assertThat(output.write(line("x"))).isFalse();
        }
    }

    @Test
    void brokenStandardOutputIsToldOnceAndTakesNothingMore() {
        Lines stream = new Lines();
        List<String> told = new ArrayList<>();
        StandardOutput output = new StandardOutput(stream, told::add);
        assertThat(output.write(line("a"))).isTrue();
        stream.breakNow();
        assertThat(output.write(line("b"))).isFalse();
        assertThat(output.write(line("c"))).isFalse();
        assertThat(told).singleElement().asString().contains("Broken pipe");
        assertThat(stream.all()).containsExactly("a");
    }
}
