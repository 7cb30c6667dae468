package org.xennotify.listener.route;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.lifecycle.Resources;
import org.xennotify.listener.config.Configuration;
import org.xennotify.listener.config.Destination;
import org.xennotify.listener.config.RouteSettings;
import org.xennotify.listener.sink.FileOutput;
import org.xennotify.listener.sink.LineSink;
import org.xennotify.listener.sink.Sink;

/** Where the routes of one configuration lead. */
final class Places {
    private static final Logger LOG = LoggerFactory.getLogger(Places.class);

    private final Map<Destination, Sink> sinks;

    private Places(Map<Destination, Sink> sinks) {
        this.sinks = sinks;
    }

    /** No more than standard output. */
    static Places of(Sink standardOutput) {
        return new Places(Map.of(Destination.STANDARD_OUTPUT, standardOutput));
    }

    /**
     * The places of another configuration: those that were here remain the same objects, since guests may have lines for
     * them that are not written yet.
     *
     * @throws IOException with a sentence, if a file cannot be opened; nothing has changed then
     */
    Places with(Configuration configuration, String host) throws IOException {
        Map<Destination, Sink> next = new HashMap<>();
        next.put(Destination.STANDARD_OUTPUT, sink(Destination.STANDARD_OUTPUT));
        Resources opened = new Resources();
        try {
            for (RouteSettings route : configuration.routes()) {
                for (Destination to : route.to()) {
                    if (to instanceof Destination.File file && !next.containsKey(file)) {
                        Sink known = sinks.get(file);
                        next.put(file, known == null ? opened.add(open(file, host)) : known);
                    }
                }
            }
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        return new Places(next);
    }

    private static Sink open(Destination.File file, String host) throws IOException {
        try {
            long size = file.size() == 0 ? Long.MAX_VALUE : file.size();
            return new LineSink(host, FileOutput.open(file.path(), size, file.keep()));
        } catch (IOException e) {
            throw new IOException("cannot write to " + file.path() + " (" + e.getMessage() + ").", e);
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
                .map(settings -> new Route(
                        settings, settings.to().stream().map(this::sink).toList()))
                .toList();
    }

    /** Lets go of all files, which a person may have moved away; lines that come for them open them again. */
    void release() {
        sinks.forEach((destination, sink) -> {
            if (destination instanceof Destination.File file) {
                release(file, sink);
            }
        });
    }

    private static void release(Destination.File file, Sink sink) {
        try {
            sink.close();
        } catch (IOException e) {
            LOG.warn("cannot close {}: {}", file.path(), e.getMessage());
        }
    }
}
