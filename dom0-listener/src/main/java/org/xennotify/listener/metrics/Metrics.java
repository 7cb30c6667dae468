package org.xennotify.listener.metrics;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.lifecycle.Reason;
import org.xennotify.listener.config.MetricsSettings;
import org.xennotify.listener.session.Figures;

/** Tells Prometheus about the guests, over HTTP on the loopback interface, while the settings want it. */
public final class Metrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private Optional<MetricsSettings> settings = Optional.empty();
    private @Nullable HTTPServer server;

    /**
     * Serves nothing yet.
     *
     * @param guests is asked whenever somebody asks for metrics
     * @param xenStore asks XenStore for something small
     */
    public Metrics(Supplier<List<Figures>> guests, Supplier<? extends CompletableFuture<?>> xenStore) {
        registry.register(new GuestCollector(guests, new RoundTrip(xenStore, System::nanoTime)));
    }

    /** What else changes with the settings; all of it or nothing. */
    public interface Change {
        void make() throws IOException;
    }

    /**
     * Does as other settings say, once something else has changed too.
     *
     * @throws IOException with a sentence if their port cannot be had, or what the other change throws: neither has been
     *     made then
     */
    public synchronized void follow(Optional<MetricsSettings> next, Change other) throws IOException {
        if (next.equals(settings)) {
            other.make();
            return;
        }
        HTTPServer opened = next.isPresent() ? open(next.get().port()) : null;
        try {
            other.make();
        } catch (IOException | RuntimeException e) {
            close(opened);
            throw e;
        }
        close(server);
        settings = next;
        server = opened;
    }

    private HTTPServer open(int port) throws IOException {
        try {
            HTTPServer opened = HTTPServer.builder()
                    .inetAddress(InetAddress.getLoopbackAddress())
                    .port(port)
                    .registry(registry)
                    .buildAndStart();
            LOG.info("metrics at http://localhost:{}/metrics", port);
            return opened;
        } catch (IOException e) {
            throw new IOException(
                    "metrics cannot be served at port " + port + " of the loopback interface (" + Reason.of(e) + ").",
                    e);
        }
    }

    @Override
    public synchronized void close() {
        close(server);
        server = null;
    }

    private static void close(@Nullable HTTPServer opened) {
        if (opened != null) {
            opened.close();
        }
    }
}
