package org.xennotify.testbed.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.Platform;
import org.xennotify.device.sim.SimPlatform;
import org.xennotify.testbed.sim.evtchn.EventBroker;
import org.xennotify.testbed.sim.grant.GrantBroker;
import org.xennotify.testbed.sim.net.Link;
import org.xennotify.testbed.sim.net.Listening;
import org.xennotify.testbed.sim.net.Loop;
import org.xennotify.testbed.sim.net.Receiver;
import org.xennotify.testbed.sim.store.Flavour;
import org.xennotify.testbed.sim.store.Interference;
import org.xennotify.testbed.sim.store.StoreDaemon;

/**
 * Xen on a machine without Xen: a directory with the sockets of Dom0 and of every guest, to which programs connect with
 * {@code --platform sim:DIR} and {@code sim:DIR:DOMID}. It models XenStore, event channels, grants and the life of
 * domains;
 * what it does not model it refuses. All methods may be called from any thread.
 */
public final class SimHost implements AutoCloseable {
    // How long after a domain's end Dom0 may hold what belonged to it.
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Path directory;
    private final Loop loop;
    private final NavigableMap<Integer, Machine> domains = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private final StoreDaemon store;
    private final EventBroker events;
    private final GrantBroker grants;
    private final Toolstack toolstack;
    private final Leaks leaks;
    private final LeakWatch leakWatch;
    private final List<Listening> sockets = new ArrayList<>();
    private final List<Machine> machines = new ArrayList<>();
    private @Nullable Listening storeSocket;
    private Pattern tolerated = Pattern.compile("");

    private SimHost(Path directory, Flavour flavour) throws IOException {
        this.directory = directory;
        this.loop = Loop.start(defect -> fault("the simulation itself failed: " + defect));
        this.store = new StoreDaemon(loop, flavour, domid -> domid == 0 || domains.containsKey(domid));
        this.events = new EventBroker(this::fault);
        this.grants = new GrantBroker(directory.resolve("pages"), events);
        this.leaks = new Leaks(domains, store, events, grants, faults);
        this.leakWatch = new LeakWatch(loop, leaks, GRACE);
        this.toolstack = new Toolstack(directory, loop, store, events, grants, domains, leakWatch::lookLater);
    }

    private void fault(String what) {
        if (!tolerated.matcher(what).matches()) {
            faults.add(what);
            leakWatch.lookLater();
        }
    }

    /** From now on faults that read so are none. */
    public void tolerate(Pattern some) {
        loop.call(() -> {
            tolerated = some;
            return tolerated;
        });
    }

    /** Starts a host that behaves like Xen 4.17 with the C daemon. */
    public static SimHost start(Path directory) throws IOException {
        return start(directory, Flavour.XENSTORED);
    }

    /**
     * Starts a host in a directory, which is made if need be.
     *
     * @throws IOException if another host runs there, or its sockets cannot be made
     */
    public static SimHost start(Path directory, Flavour flavour) throws IOException {
        SimHost host = new SimHost(directory, flavour);
        try {
            host.refuseSecond();
            host.grants.start();
            host.startXenStore();
            host.loop.call(() -> {
                host.sockets.add(host.loop.listen(directory.resolve("evtchn"), link -> host.events.accept(link, 0, 0)));
                host.sockets.add(
                        host.loop.listen(directory.resolve("grants"), link -> host.grants.accept(link, () -> 0)));
                host.sockets.add(host.loop.listen(directory.resolve("domains"), host::acceptCommands));
                return host;
            });
            return host;
        } catch (IOException | UncheckedIOException e) {
            host.loop.close();
            throw e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e;
        }
    }

    private void refuseSecond() throws IOException {
        try (SocketChannel there = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("domains")))) {
            throw new HostRunsAlready(directory, there);
        } catch (HostRunsAlready e) {
            throw e;
        } catch (IOException | RuntimeException nobodyThere) {
            // Then the directory is ours.
        }
    }

    private static final class HostRunsAlready extends IOException {
        private static final long serialVersionUID = 1L;

        HostRunsAlready(Path directory, SocketChannel there) {
            super("a simulated host runs in " + directory + " already, and answers at " + address(there));
        }

        private static String address(SocketChannel there) {
            try {
                return String.valueOf(there.getRemoteAddress());
            } catch (IOException e) {
                return "its socket";
            }
        }
    }

    private Receiver acceptCommands(Link link) {
        return new CommandSession(link, new Commands(this));
    }

    /** Where the host's sockets are. */
    public Path directory() {
        return directory;
    }

    /** Dom0 of this host, for programs that run in this process. */
    public Platform dom0() {
        return new SimPlatform(directory, 0);
    }

    /** Makes a domain and starts it; its name is {@code guest-<domid>}. */
    public SimGuest create() {
        return create("");
    }

    /**
     * Makes a domain and starts it.
     *
     * @throws IllegalStateException if there is one of that name
     */
    public SimGuest create(String name) {
        return loop.call(() -> {
            Machine machine = toolstack.create(name);
            machines.add(machine);
            return new SimGuest(this, machine);
        });
    }

    /**
     * The domain with this domid or name, saved ones included.
     *
     * @throws IllegalStateException if there is none
     */
    public SimGuest find(String domidOrName) {
        return loop.call(() -> new SimGuest(this, toolstack.find(domidOrName)));
    }

    /** The hypervisor's list: one line a domain, {@code <domid> <uuid> <state> <name>}. */
    public List<String> list() {
        return loop.call(() -> domains.values().stream()
                .map(machine -> machine.domid() + " " + machine.uuid() + " " + Toolstack.describe(machine) + " "
                        + machine.name())
                .toList());
    }

    /** Has the toolstack do something that ends at once. */
    <T> T call(Function<Toolstack, T> work) {
        return loop.call(() -> work.apply(toolstack));
    }

    /** Has the toolstack begin something that takes several steps. */
    CompletableFuture<Void> begin(Function<Toolstack, CompletableFuture<Void>> work) {
        return loop.call(() -> work.apply(toolstack));
    }

    /** Stops the XenStore daemon: all connections are cut, Dom0's socket is gone. The tree and the domains stay. */
    public void stopXenStore() {
        loop.call(() -> {
            if (storeSocket != null) {
                storeSocket.close();
                storeSocket = null;
            }
            store.stop();
            return storeSocket;
        });
    }

    /** Starts the XenStore daemon again, with the tree that it had. */
    public void startXenStore() {
        loop.call(() -> {
            store.start();
            storeSocket = loop.listen(directory.resolve("xenstored/socket"), link -> store.accept(link, 0));
            return storeSocket;
        });
    }

    /** Stops and starts the XenStore daemon. */
    public void restartXenStore() {
        stopXenStore();
        startXenStore();
    }

    /** Has each request to XenStore go through a test's hands first; {@link Interference#NONE} ends that. */
    public void interfere(Interference interference) {
        loop.call(() -> {
            store.interfere(interference);
            return interference;
        });
    }

    /**
     * What ended domains have left behind, and what would have harmed a real host. Waits up to 2 s until there is
     * nothing left.
     *
     * @return one sentence each; empty if all is well
     */
    public List<String> leaks() {
        return settled(leaks::ofTheDead);
    }

    /**
     * The same, and all that anybody still holds: for when every program has ended. Waits up to 2 s until there is
     * nothing left.
     */
    public List<String> leaksOfAll() {
        return settled(leaks::ofAll);
    }

    /**
     * From now on tells of what {@link #leaks} would return, each once and 2 s after the last domain has ended, or at the
     * end of the host.
     *
     * @param listener is called on the host's thread
     */
    public void onLeak(Consumer<String> listener) {
        loop.call(() -> {
            leakWatch.tell(listener);
            return listener;
        });
    }

    /** What {@link #leaks} would return without waiting. */
    List<String> leaksNow() {
        return loop.call(leaks::ofTheDead);
    }

    private List<String> settled(Supplier<List<String>> look) {
        long deadline = System.nanoTime() + GRACE.toNanos();
        List<String> found = loop.call(look::get);
        while (!found.isEmpty() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(LOOK_AGAIN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return found;
            }
            found = loop.call(look::get);
        }
        return found;
    }

    /** Ends the host; its sockets are removed, and whoever is still connected is cut off. */
    @Override
    public void close() {
        loop.call(() -> {
            leakWatch.look();
            return leakWatch;
        });
        stopXenStore();
        loop.call(() -> {
            sockets.forEach(Listening::close);
            machines.forEach(Machine::closeSockets);
            grants.close();
            return machines;
        });
        loop.close();
    }
}
