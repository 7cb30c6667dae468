package org.xennotify.listener.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.device.Domains;
import org.xennotify.device.EventChannelReader;
import org.xennotify.device.GrantMapper;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;
import org.xennotify.lifecycle.Reason;
import org.xennotify.lifecycle.Resources;
import org.xennotify.lifecycle.SocketAccess;
import org.xennotify.lifecycle.Threads;
import org.xennotify.listener.control.Answers;
import org.xennotify.listener.control.ControlServer;
import org.xennotify.listener.control.LockFile;
import org.xennotify.listener.discovery.Discovery;
import org.xennotify.listener.discovery.StoreDomains;
import org.xennotify.listener.handler.Handlers;
import org.xennotify.listener.metrics.Metrics;
import org.xennotify.listener.monitor.Leftovers;
import org.xennotify.listener.monitor.MonitorNotes;
import org.xennotify.listener.pause.Pauses;
import org.xennotify.listener.route.Router;
import org.xennotify.listener.route.Surroundings;
import org.xennotify.listener.session.Guests;
import org.xennotify.listener.session.HeapBudget;
import org.xennotify.listener.session.Host;
import org.xennotify.listener.sink.Followers;
import org.xennotify.listener.sink.LineSink;
import org.xennotify.listener.sink.Output;
import org.xennotify.listener.sink.Sink;
import org.xennotify.xenstore.Request;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;

/** The listener of this host, with everything that it holds. */
public final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    /** Enough that a guest whose event waits for a slow reader does not hold up the others. */
    private static final int POOL = 4;

    /** An orderly stop may take two seconds: the rest is for tidying up, also on a slow machine. */
    private static final Duration PATIENCE = Duration.ofMillis(700);

    private static final String[] DOMAIN_EVENTS = {"@introduceDomain", "@releaseDomain"};
    private static final Request ANYTHING = new Request.Read("/local/domain/0/domid");
    private static final OptionalInt WITH_DOMID = OptionalInt.of(1);

    private final Resources resources;
    private final Platform platform;
    private final XenStoreClient store;
    private final boolean depths;
    private final Guests guests;
    private final Discovery discovery;
    private final Routing routing;
    private final Followers followers = new Followers(HostName.get());

    private Listener(
            Resources resources, Platform platform, Sink sink, Optional<Path> routes, Consumer<String> onFailure)
            throws IOException {
        this.resources = resources;
        this.platform = platform;
        resources.add(sink);
        store = resources.add(XenStoreClient.connect(new StoreConnector(platform)));
        resources.add(LockFile.acquire(platform.runDirectory()));
        depths = (store.features() & XenStoreClient.FEATURE_WATCH_DEPTH) != 0;
        EventChannelReader channels = resources.add(EventChannelReader.start(
                platform.openEventChannels(), e -> onFailure.accept("event channels fail: " + Reason.of(e))));
        Domains domains = resources.add(domains(platform));
        GrantMapper mapper = resources.add(mapper(platform));
        Hypervisor hypervisor = resources.add(hypervisor(platform));
        MonitorNotes notes = new MonitorNotes(platform.runDirectory());
        new Leftovers(notes, hypervisor, channels).release(domains);
        BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
        ExecutorService pool = new ThreadPoolExecutor(POOL, POOL, 0, TimeUnit.SECONDS, waiting, Threads.named("guest"));
        resources.add(pool::shutdown);
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Threads.named("timer"));
        timer.setRemoveOnCancelPolicy(true);
        resources.add(timer::shutdownNow);
        Pauses pauses = resources.add(new Pauses(platform::openHypervisor, platform.runDirectory()));
        pauses.recover(domains.list());
        Handlers handlers = resources.add(new Handlers(platform.runDirectory(), timer, Handlers.AT_ONCE));
        Router router = resources.add(new Router(new Surroundings(
                HostName.get(), platform.runDirectory(), sink, followers, handlers, pauses, timer, System::nanoTime)));
        guests = new Guests(new Host(
                store,
                depths,
                channels,
                mapper,
                hypervisor,
                notes,
                router,
                pool,
                () -> !waiting.isEmpty(),
                timer,
                HeapBudget.ofThisProcess()));
        discovery = new Discovery(domains, guests, pool, timer);
        Metrics metrics = resources.add(new Metrics(guests::figures, () -> store.submit(ANYTHING)));
        routing = new Routing(router, metrics, routes);
    }

    /** Acquires what a listener needs that prints each event, as the last one of these does. */
    public static Listener open(Platform platform, Output output, Consumer<String> onFailure) throws IOException {
        return open(platform, output, Optional.empty(), onFailure);
    }

    /** The same with a file of routes. */
    public static Listener open(Platform platform, Output output, Optional<Path> routes, Consumer<String> onFailure)
            throws IOException {
        return open(platform, new LineSink(HostName.get(), output), routes, onFailure);
    }

    /**
     * Acquires what a listener needs; nothing is heard yet.
     *
     * @param sink takes the events that are to be printed; it is closed with the listener
     * @param routes a file that says what becomes of events; without one, each is printed
     * @param onFailure takes one sentence if the listener can do nothing more
     * @throws UnavailableException if this is not Dom0, or not all of it is to be had
     * @throws org.xennotify.listener.config.ConfigurationException if there are no such routes
     */
    public static Listener open(Platform platform, Sink sink, Optional<Path> routes, Consumer<String> onFailure)
            throws IOException {
        Resources resources = new Resources();
        try {
            return new Listener(resources, platform, sink, routes, onFailure);
        } catch (IOException | RuntimeException e) {
            resources.close();
            throw e;
        }
    }

    private Domains domains(Platform platform) {
        try {
            return platform.openDomains();
        } catch (UnavailableException e) {
            LOG.warn("no list of domains from the hypervisor, XenStore's serves instead: {}", e.getMessage());
            return new StoreDomains(store);
        }
    }

    private static Hypervisor hypervisor(Platform platform) {
        try {
            return platform.openHypervisor();
        } catch (UnavailableException e) {
            LOG.warn("no traps: {}", e.getMessage());
            return new NoHypervisor(e);
        }
    }

    private static GrantMapper mapper(Platform platform) {
        try {
            return platform.openGrantMapper();
        } catch (UnavailableException e) {
            LOG.warn("no rings: {}", e.getMessage());
            return new NoGrants(e);
        }
    }

    /** Listens from now on, and answers other commands of this user at a socket. */
    public void start(Path control) throws IOException {
        start(control, SocketAccess.OWN);
    }

    /** The same with a word on who may use the socket. */
    public void start(Path control, SocketAccess access) throws IOException {
        Answers answers = new Answers(guests::status, this::reload, guests::quiesce);
        resources.add(ControlServer.start(control, access, answers, followers));
        try {
            for (String event : DOMAIN_EVENTS) {
                store.watch(event, depths ? WITH_DOMID : OptionalInt.empty(), path -> discovery.signal());
            }
        } catch (XenStoreException e) {
            throw new UnavailableException(
                    "XenStore does not tell us about domains (" + Reason.of(e)
                            + "): xen-listen belongs in Dom0, run by root.",
                    e);
        }
        discovery.signal();
        LOG.info("listening to the guests of {}", platform.name());
    }

    private int reload() throws IOException {
        int count = routing.reload();
        guests.rerouted();
        return count;
    }

    /** Stops in order: events at hand are handled, our nodes removed, ports given back. */
    @Override
    public void close() throws IOException {
        guests.stop(PATIENCE);
        resources.close();
    }
}
