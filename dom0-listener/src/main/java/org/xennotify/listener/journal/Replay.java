package org.xennotify.listener.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** Reads a journal from its beginning, also while a listener writes it. */
public final class Replay {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Segments segments;
    private final Query query;

    public Replay(Path journal, Query query) {
        this.segments = new Segments(journal);
        this.query = query;
    }

    /** Whether a directory has files of events, or is one that a listener keeps for them. */
    public static boolean isJournal(Path directory) throws IOException {
        return Files.isDirectory(directory) && (!new Segments(directory).list().isEmpty() || isEmpty(directory));
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    /**
     * Hands over each event that is wanted, and its line without the newline, until {@code reader} returns false.
     *
     * @return how many lines were no events: 0, but for damage to the disk and the line that is being written
     */
    public int readBy(BiPredicate<JsonNode, String> reader) throws IOException {
        int broken = 0;
        for (Path file : segments.list()) {
            try (BufferedReader lines = lines(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    JsonNode event = parse(line);
                    broken += event.isObject() ? 0 : 1;
                    if (query.matches(event) && !reader.test(event, line)) {
                        return broken;
                    }
                }
            } catch (NoSuchFileException removedMeanwhile) {
                // The oldest part makes room for what is new.
            }
        }
        return broken;
    }

    /** With a replacement for what is no UTF-8, such as half a character at the end of half a line. */
    private static BufferedReader lines(Path file) throws IOException {
        return new BufferedReader(new InputStreamReader(Files.newInputStream(file), UTF_8), 64 * 1024);
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
