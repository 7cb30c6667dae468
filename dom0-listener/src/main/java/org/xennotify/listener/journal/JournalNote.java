package org.xennotify.listener.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.lifecycle.Reason;

/** What other commands know of the journal: a file in the run directory, which is no disk that could be full of events. */
public final class JournalNote {
    private static final Logger LOG = LoggerFactory.getLogger(JournalNote.class);

    /**
     * What it says.
     *
     * @param journal the directory
     * @param failure why it cannot be written; empty if it can
     */
    public record State(Path journal, String failure) {}

    private final Path file;

    public JournalNote(Path runDirectory) {
        this.file = runDirectory.resolve("journal.state");
    }

    void write(Path journal, String failure) {
        Path next = file.resolveSibling("journal.state.new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(next, List.of(journal.toString(), failure.replaceAll("\\p{Cntrl}", "?")));
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("cannot write {}: {}", file, Reason.alone(e));
        }
    }

    /** Says that there is no journal now. */
    public void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}", file, Reason.alone(e));
        }
    }

    /** What the last listener with a journal wrote; empty if there was none. */
    public Optional<State> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        return lines.size() < 2 ? Optional.empty() : Optional.of(new State(Path.of(lines.get(0)), lines.get(1)));
    }
}
