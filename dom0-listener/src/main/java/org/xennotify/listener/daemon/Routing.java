package org.xennotify.listener.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.listener.config.Configuration;
import org.xennotify.listener.config.ConfigurationFile;
import org.xennotify.listener.metrics.Metrics;
import org.xennotify.listener.route.Router;

/** The file that says what becomes of events, and those who follow it. */
final class Routing {
    private static final Logger LOG = LoggerFactory.getLogger(Routing.class);

    private final Router router;
    private final Metrics metrics;
    private final Optional<Path> file;

    /** Follows the file from the beginning, if there is one. */
    Routing(Router router, Metrics metrics, Optional<Path> file) throws IOException {
        this.router = router;
        this.metrics = metrics;
        this.file = file;
        if (file.isPresent()) {
            int unused = follow(file.get());
        }
    }

    /** Reads the file again; as {@link org.xennotify.listener.control.Answers.Reload} says. */
    int reload() throws IOException {
        return follow(file.orElseThrow(
                () -> new IOException("this listener has no routes to read again: start it with --config FILE.")));
    }

    private int follow(Path routes) throws IOException {
        Configuration configuration = ConfigurationFile.read(routes);
        metrics.follow(configuration.metrics(), () -> router.follow(configuration));
        int count = configuration.routes().size();
        LOG.info("{} routes of {}", count, routes);
        return count;
    }
}
