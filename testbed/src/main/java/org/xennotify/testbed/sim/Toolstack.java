package org.xennotify.testbed.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.xennotify.testbed.sim.Machine.State;
import org.xennotify.testbed.sim.evtchn.EventBroker;
import org.xennotify.testbed.sim.grant.GrantBroker;
import org.xennotify.testbed.sim.net.Listening;
import org.xennotify.testbed.sim.net.Loop;
import org.xennotify.testbed.sim.store.StoreDaemon;

/**
 * What {@code xl} does, step by step in libxl's order, with moments in between in which others can see what it looks
 * like half way. A step that does not fit a domain's state is refused with {@link IllegalStateException}. Used on the
 * host's thread only; what takes several steps returns at once and completes later.
 */
final class Toolstack {
    private static final Duration STEP = Duration.ofMillis(5);

    private final Path directory;
    private final Loop loop;
    private final EventBroker events;
    private final GrantBroker grants;
    private final NavigableMap<Integer, Machine> domains;
    private final Runnable onEnded;
    private final List<Machine> saved = new ArrayList<>();
    private final StoreDaemon store;
    private final DomainNodes nodes;
    private int lastDomid;

    /** {@code domains} is the hypervisor's list, by domid, and kept up to date by this. */
    Toolstack(
            Path directory,
            Loop loop,
            StoreDaemon store,
            EventBroker events,
            GrantBroker grants,
            NavigableMap<Integer, Machine> domains,
            Runnable onEnded) {
        this.directory = directory;
        this.loop = loop;
        this.store = store;
        this.events = events;
        this.grants = grants;
        this.domains = domains;
        this.onEnded = onEnded;
        this.nodes = new DomainNodes(store);
        nodes.writeDom0();
    }

    Machine create(String name) {
        checkFree(name);
        int number = lastDomid + 1;
        Path home = directory.resolve("guests").resolve(Integer.toString(number));
        Machine machine = new Machine(name.isEmpty() ? "guest-" + number : name, UUID.randomUUID(), home, number);
        try {
            machine.serve(serve(machine, "xenstored/socket", link -> store.accept(link, machine.domid())));
            machine.serve(serve(machine, "evtchn", link -> events.accept(link, number, machine.domid())));
            machine.serve(serve(machine, "grants", link -> grants.accept(link, machine::domid)));
        } catch (IOException e) {
            machine.closeSockets();
            throw new UncheckedIOException(e);
        }
        boot(machine);
        return machine;
    }

    private Listening serve(Machine machine, String socket, Loop.Acceptor acceptor) throws IOException {
        return loop.listen(machine.home().resolve(socket), link -> machine.add(link, acceptor));
    }

    private void checkFree(String name) {
        boolean taken =
                domains.values().stream().anyMatch(machine -> machine.name().equals(name))
                        || saved.stream().anyMatch(machine -> machine.name().equals(name));
        if (taken) {
            throw new IllegalStateException("there is a domain " + name + " already");
        }
    }

    private void boot(Machine machine) {
        machine.runAs(++lastDomid);
        domains.put(machine.domid(), machine);
        events.addDomain(machine.domid());
        nodes.write(machine);
        store.introduce(machine.domid());
    }

    void pause(Machine machine) {
        require(machine, State.RUNNING);
        machine.become(State.PAUSED);
        machine.holdLinks();
    }

    void unpause(Machine machine) {
        require(machine, State.PAUSED);
        machine.become(State.RUNNING);
        machine.letLinksGo();
    }

    /** An orderly end: its processes end, then the domain. */
    CompletableFuture<Void> shutDown(Machine machine) {
        require(machine, State.RUNNING);
        machine.closeLinks();
        return ended(machine).thenRun(machine::closeSockets);
    }

    /** Its kernel dies of itself; nothing in it is tidied up. */
    CompletableFuture<Void> crash(Machine machine) {
        require(machine, State.RUNNING);
        switchOff(machine);
        return ended(machine).thenRun(machine::closeSockets);
    }

    /** Ends it and starts it anew. */
    CompletableFuture<Void> reboot(Machine machine) {
        require(machine, State.RUNNING);
        machine.closeLinks();
        return ended(machine).thenRun(() -> boot(machine));
    }

    /** Ends it from outside, running or paused. */
    CompletableFuture<Void> destroy(Machine machine) {
        if (machine.state() != State.PAUSED) {
            require(machine, State.RUNNING);
        }
        switchOff(machine);
        nodes.remove(machine);
        return takenApart(machine, State.DYING).thenRun(machine::closeSockets);
    }

    private void switchOff(Machine machine) {
        machine.become(State.SHUTDOWN);
        events.powerOff(machine.number());
        grants.closeAll(machine.domid());
        machine.closeLinks();
    }

    /** Its init spares holders until it is off, as systemd does. */
    private CompletableFuture<Void> ended(Machine machine) {
        machine.become(State.SHUTDOWN);
        events.powerOff(machine.number());
        store.shutDown(machine.domid());
        return takenApart(machine, State.DYING);
    }

    private CompletableFuture<Void> takenApart(Machine machine, State meanwhile) {
        return afterwards(() -> {
                    nodes.remove(machine);
                    machine.become(meanwhile);
                    events.closeAll(machine.domid());
                    grants.closeAll(machine.domid());
                    store.release(machine.domid());
                })
                .thenCompose(none -> afterwards(() -> {
                    leaveZombie(machine);
                    machine.become(State.GONE);
                    onEnded.run();
                }));
    }

    /** The domain stays in the hypervisor's list for as long as others have pages of it mapped. */
    private void leaveZombie(Machine machine) {
        int domid = machine.domid();
        domains.put(domid, machine.zombie());
        grants.onceUnmapped(domid, () -> {
            domains.remove(domid);
            events.removeDomain(domid);
        });
    }

    /** Writes it away: the domain ends, its processes stand still until it is restored. */
    CompletableFuture<Void> save(Machine machine) {
        require(machine, State.RUNNING);
        machine.become(State.SUSPENDED);
        machine.holdLinks();
        store.suspend(machine.domid());
        store.shutDown(machine.domid());
        return takenApart(machine, State.LEAVING).thenRun(() -> {
            machine.become(State.SAVED);
            saved.add(machine);
        });
    }

    /** Goes on with a saved one under a new domid. */
    void restore(Machine machine) {
        require(machine, State.SAVED);
        saved.remove(machine);
        int before = machine.domid();
        boot(machine);
        store.resume(before, machine.domid());
        machine.letLinksGo();
    }

    /** How many holders have outlived the processes that started them. */
    int leftHolders(Machine machine) {
        return events.countLeftHolders(machine.number());
    }

    private static void require(Machine machine, State state) {
        if (machine.state() != state) {
            throw new IllegalStateException(machine + " is " + describe(machine) + ", not "
                    + state.name().toLowerCase(Locale.ROOT));
        }
    }

    /** The state as the list of domains shows it. */
    static String describe(Machine machine) {
        State state = machine.state() == State.LEAVING ? State.DYING : machine.state();
        return state.name().toLowerCase(Locale.ROOT);
    }

    private CompletableFuture<Void> afterwards(Runnable step) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.later(STEP, () -> {
            step.run();
            done.complete(null);
        });
        return done;
    }

    /** The one whose domid or name this is, saved ones included. */
    Machine find(String domidOrName) {
        return domains.values().stream()
                .filter(machine -> domidOrName.equals(Integer.toString(machine.domid())))
                .findFirst()
                .or(() -> byName(domains.values().stream(), domidOrName))
                .or(() -> byName(saved.stream(), domidOrName))
                .orElseThrow(() -> new IllegalStateException("there is no domain " + domidOrName));
    }

    private static Optional<Machine> byName(Stream<Machine> machines, String name) {
        return machines.filter(machine -> machine.name().equals(name)).findFirst();
    }
}
