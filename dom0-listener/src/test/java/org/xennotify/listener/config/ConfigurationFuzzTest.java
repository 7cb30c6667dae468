package org.xennotify.listener.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class ConfigurationFuzzTest {
    private static final Path EXAMPLE = Path.of("src/main/examples/routes.toml");

    @Property(tries = 3000)
    void shouldReadOrTellWhatIsWrong(
            @ForAll @IntRange(max = 2000) int at,
            @ForAll @IntRange(max = 8) int removed,
            @ForAll
                    @StringLength(max = 8)
                    @Chars({'"', '\'', '[', ']', '{', '}', '\\', '#', '=', '.', ',', '\n', '\r', ' ', '0', '-', 'a', 'ü'
                    })
                    String inserted)
            throws IOException {
        StringBuilder text = new StringBuilder(Files.readString(EXAMPLE));
        int from = Math.min(at, text.length());
        text.replace(from, Math.min(from + removed, text.length()), inserted);
        Path file = Files.writeString(Files.createTempFile("routes", ".toml"), text);
        try {
            assertThat(ConfigurationFile.read(file).routes()).isNotNull();
        } catch (ConfigurationException e) {
            assertThat(e.getMessage().lines()).allMatch(line -> line.matches(".*\\.toml:[0-9]+: .*\\."));
        } finally {
            Files.delete(file);
        }
    }
}
