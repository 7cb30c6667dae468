package org.xennotify.listener.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a journal from its beginning, also while a listener writes it. */
public final class Replay {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Segments segments;
    private final Query query;
    private @Nullable Path reached;
    private long place;

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
     * Hands over each event that is wanted, and its line without the newline, until {@code reader} returns false. Called
     * again, it goes on with what was written meanwhile.
     *
     * @return how many lines were no events: 0, but for damage to the disk
     */
    public int readBy(BiPredicate<JsonNode, String> reader) throws IOException {
        int broken = 0;
        for (Path file : segments.list()) {
            if (reached != null && file.compareTo(reached) < 0) {
                continue;
            }
            try (WholeLines lines = WholeLines.of(file, file.equals(reached) ? place : 0)) {
                for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                    JsonNode event = parse(line.get());
                    broken += event.isObject() ? 0 : 1;
                    if (query.matches(event) && !reader.test(event, line.get())) {
                        return broken;
                    }
                }
                reached = file;
                place = lines.place();
            } catch (NoSuchFileException removedMeanwhile) {
                // The oldest part makes room for what is new.
            }
        }
        return broken;
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
