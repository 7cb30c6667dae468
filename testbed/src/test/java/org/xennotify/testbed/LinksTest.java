package org.xennotify.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a page of the project links to in the project is there. */
class LinksTest {
    private static final int DEEPEST = 3;
    private static final Pattern LINK = Pattern.compile("\\]\\((?![a-z]+:)([^)#\\s]+)");

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."), DEEPEST)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void shouldLeadSomewhere(Path page) throws IOException {
        assertThat(LINK.matcher(Files.readString(page)).results().map(link -> page.resolveSibling(link.group(1))))
                .allSatisfy(target -> assertThat(target).exists());
    }
}
