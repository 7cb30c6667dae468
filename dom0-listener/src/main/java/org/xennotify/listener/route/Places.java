package org.xennotify.listener.route;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.lifecycle.Reason;
import org.xennotify.lifecycle.Resources;
import org.xennotify.listener.config.Configuration;
import org.xennotify.listener.config.Destination;
import org.xennotify.listener.config.JournalSettings;
import org.xennotify.listener.config.RouteSettings;
import org.xennotify.listener.journal.Journal;
import org.xennotify.listener.journal.JournalNote;
import org.xennotify.listener.sink.FileOutput;
import org.xennotify.listener.sink.LineSink;
import org.xennotify.listener.sink.Sink;

/** Where the routes of one configuration lead. */
final class Places {
    private static final Logger LOG = LoggerFactory.getLogger(Places.class);

    private final Map<Destination, Sink> sinks;
    private final Optional<Journal> journal;

    private Places(Map<Destination, Sink> sinks, Optional<Journal> journal) {
        this.sinks = sinks;
        this.journal = journal;
    }

    /** No more than standard output. */
    static Places of(Sink standardOutput) {
        return new Places(Map.of(Destination.STANDARD_OUTPUT, standardOutput), Optional.empty());
    }

    /**
     * The places of another configuration: those that were here remain the same objects, since guests may have lines for
     * them that are not written yet.
     *
     * @throws IOException with a sentence, if a file cannot be opened; nothing has changed then
     */
    Places with(Configuration configuration, Surroundings surroundings) throws IOException {
        Map<Destination, Sink> next = new HashMap<>();
        next.put(Destination.STANDARD_OUTPUT, sink(Destination.STANDARD_OUTPUT));
        Resources opened = new Resources();
        try {
            for (RouteSettings route : configuration.routes()) {
                for (Destination to : route.to()) {
                    if (to instanceof Destination.File file && !next.containsKey(file)) {
                        Sink known = sinks.get(file);
                        next.put(file, known == null ? opened.add(open(file, surroundings.host())) : known);
                    }
                }
            }
            return new Places(next, journal(configuration.journal(), surroundings));
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    private Optional<Journal> journal(Optional<JournalSettings> wanted, Surroundings surroundings) throws IOException {
        if (wanted.isEmpty() || journal.map(Journal::settings).equals(wanted)) {
            return wanted.isEmpty() ? Optional.empty() : journal;
        }
        JournalNote note = new JournalNote(surroundings.runDirectory());
        try {
            return Optional.of(Journal.open(wanted.get(), surroundings.host(), note));
        } catch (IOException e) {
            throw new IOException("cannot keep a journal in " + wanted.get().path() + " (" + Reason.alone(e) + ").", e);
        }
    }

    private static Sink open(Destination.File file, String host) throws IOException {
        try {
            long size = file.size() == 0 ? Long.MAX_VALUE : file.size();
            return new LineSink(host, FileOutput.open(file.path(), size, file.keep()));
        } catch (IOException e) {
            throw new IOException("cannot write to " + file.path() + " (" + Reason.alone(e) + ").", e);
        }
    }

    private Sink sink(Destination destination) {
        Sink sink = sinks.get(destination);
        if (sink == null) {
            throw new IllegalStateException("no place was opened for " + destination);
        }
        return sink;
    }

    /** The routes of the configuration that these places were opened for. */
    List<Route> routes(Configuration configuration) {
        return configuration.routes().stream()
                .map(settings -> new Route(settings, sinks(settings)))
                .toList();
    }

    /** The journal is the first: what is anywhere is in there. */
    private List<Sink> sinks(RouteSettings settings) {
        return Stream.concat(journal.stream(), settings.to().stream().map(this::sink))
                .toList();
    }

    /**
     * Lets go of all files, which a person may have moved away, and of a journal that is not the next one's; lines that
     * come for them open them again.
     */
    void release(Places next) {
        releaseFiles();
        if (!journal.equals(next.journal)) {
            journal.ifPresent(last -> release(last.settings().path(), last));
        }
    }

    /** Lets go of everything. */
    void close() {
        releaseFiles();
        journal.ifPresent(last -> release(last.settings().path(), last));
    }

    private void releaseFiles() {
        sinks.forEach((destination, sink) -> {
            if (destination instanceof Destination.File file) {
                release(file.path(), sink);
            }
        });
    }

    private static void release(Path path, Sink sink) {
        try {
            sink.close();
        } catch (IOException e) {
            LOG.warn("cannot close {}: {}", path, Reason.alone(e));
        }
    }
}
