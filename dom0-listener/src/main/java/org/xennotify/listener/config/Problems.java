package org.xennotify.listener.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What is wrong with one file, collected so that a person is told all of it at once. */
final class Problems {
    private record Problem(int line, String sentence) {}

    private final List<Problem> found = new ArrayList<>();
    private final Path file;
    private final Lines lines;

    Problems(Path file, Lines lines) {
        this.file = file;
        this.lines = lines;
    }

    /** {@code path} as {@link Lines#lineOf} has it; what the file says in {@code sentence} must not make it two lines. */
    void add(String path, String sentence) {
        found.add(new Problem(lines.lineOf(path), sentence.replaceAll("\\p{Cntrl}", "?")));
    }

    /** What {@code maker} makes; empty, and noted, if it finds that wrong. */
    <T> Optional<T> make(String path, Supplier<T> maker) {
        try {
            return Optional.of(maker.get());
        } catch (IllegalArgumentException e) {
            add(path, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    void throwIfAny() throws ConfigurationException {
        if (!found.isEmpty()) {
            found.sort(Comparator.comparingInt(Problem::line));
            throw new ConfigurationException(found.stream()
                    .distinct()
                    .map(problem -> file + ":" + problem.line() + ": " + problem.sentence())
                    .collect(Collectors.joining("\n")));
        }
    }
}
