package org.xennotify.listener.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.listener.config.Configuration;
import org.xennotify.listener.config.ConfigurationFile;
import org.xennotify.listener.config.MetricsSettings;
import org.xennotify.listener.route.Router;

/** The router, and the file that it follows. */
final class Routing {
    private static final Logger LOG = LoggerFactory.getLogger(Routing.class);

    private final Router router;
    private final Optional<Path> file;
    private Optional<MetricsSettings> metrics = Optional.empty();

    /** Follows the file from the beginning, if there is one. */
    Routing(Router router, Optional<Path> file) throws IOException {
        this.router = router;
        this.file = file;
        if (file.isPresent()) {
            int unused = follow(file.get());
        }
    }

    Router router() {
        return router;
    }

    /** What the file said last. */
    synchronized Optional<MetricsSettings> metrics() {
        return metrics;
    }

    /** Reads the file again; as {@link org.xennotify.listener.control.Answers.Reload} says. */
    int reload() throws IOException {
        return follow(file.orElseThrow(
                () -> new IOException("this listener has no routes to read again: start it with --config FILE.")));
    }

    private synchronized int follow(Path routes) throws IOException {
        Configuration configuration = ConfigurationFile.read(routes);
        router.follow(configuration);
        metrics = configuration.metrics();
        int count = configuration.routes().size();
        LOG.info("{} routes of {}", count, routes);
        return count;
    }
}
