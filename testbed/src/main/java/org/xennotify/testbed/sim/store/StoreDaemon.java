package org.xennotify.testbed.sim.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.xennotify.testbed.sim.net.Link;
import org.xennotify.testbed.sim.net.Loop;
import org.xennotify.testbed.sim.net.Receiver;
import org.xennotify.testbed.sim.store.Interference.Delay;
import org.xennotify.testbed.sim.store.Interference.Drop;
import org.xennotify.testbed.sim.store.Interference.Refuse;
import org.xennotify.testbed.sim.store.Interference.Verdict;
import org.xennotify.xenstore.MessageType;
import org.xennotify.xenstore.Packet;
import org.xennotify.xenstore.Permission;

/**
 * A XenStore that speaks the wire protocol and refuses what the real daemon refuses. What it does not know, such as the
 * requests of toolstacks, it answers with ENOSYS. Used on the host's thread only.
 */
public final class StoreDaemon {
    private static final Caller TOOLSTACK = new Caller(0);

    private final Loop loop;
    private final Flavour flavour;
    private final Tree tree;
    private final StoreWatches watches;
    private final Operations operations;
    private final Requests requests;
    private final Set<Integer> introduced = new LinkedHashSet<>(List.of(0));
    private final Map<Integer, Account> accounts = new HashMap<>();
    private final Set<StoreSession> sessions = new LinkedHashSet<>();
    private Interference interference = Interference.NONE;
    private @Nullable Outstanding cause;
    private boolean stopped;

    /** Makes a store as xenstored begins with; {@code domainExists} asks the hypervisor. */
    public StoreDaemon(Loop loop, Flavour flavour, IntPredicate domainExists) {
        this.loop = loop;
        this.flavour = flavour;
        this.watches = new StoreWatches(this::lookUp);
        this.tree = new Tree(watches::fire);
        this.operations = new Operations(flavour, domainExists);
        this.requests = new Requests(this);
    }

    private @Nullable Node lookUp(String path) {
        return tree.read(path);
    }

    /** The receiver of a new connection from a domain. */
    public Receiver accept(Link link, int domid) {
        StoreSession session = new StoreSession(this, link, domid);
        sessions.add(session);
        if (stopped) {
            link.close();
        }
        return session;
    }

    void forget(StoreSession session) {
        sessions.remove(session);
    }

    /** From now on asks this first what becomes of each request. */
    public void interfere(Interference newInterference) {
        interference = newInterference;
    }

    void handle(StoreSession session, Packet request) {
        MessageType type = MessageType.of(request.type()).orElse(MessageType.ERROR); // either is unknown as a request
        int domid = session.caller().domid();
        Verdict verdict = interference.on(domid, type, new Arguments(request).path());
        if (verdict instanceof Refuse refuse) {
            session.reply(request, MessageType.ERROR, StoreSession.string(refuse.error()), null);
        } else if (verdict instanceof Drop) {
            session.link().close();
        } else if (verdict instanceof Delay delay) {
            session.link().hold();
            loop.later(delay.time(), () -> {
                session.link().letGo();
                carryOut(session, type, request);
            });
        } else {
            carryOut(session, type, request);
        }
    }

    private void carryOut(StoreSession session, MessageType type, Packet request) {
        if (!session.link().isOpen()) {
            return;
        }
        Outstanding outstanding = session.caller().privileged() ? null : new Outstanding(session.account());
        cause = outstanding;
        try {
            StoreWatch watch = type == MessageType.WATCH ? watch(session, new Arguments(request)) : null;
            session.reply(request, type, requests.carryOut(session, type, request), outstanding);
            cause = null;
            if (watch != null) {
                watch.fire(watch.path());
            }
        } catch (Refused refused) {
            session.reply(request, MessageType.ERROR, StoreSession.string(refused.error()), outstanding);
        } finally {
            cause = null;
        }
    }

    private StoreWatch watch(StoreSession session, Arguments arguments) throws Refused {
        int depth = StoreWatch.ANY_DEPTH;
        if (arguments.count() == 3 && flavour.hasFeature(Flavour.WATCH_DEPTH)) {
            depth = Arguments.number(arguments.exactly(3).get(2));
            if (depth < 0) {
                throw new Refused("EINVAL");
            }
        } else {
            arguments.exactly(2);
        }
        List<String> pathAndToken = arguments.atLeast(2);
        return session.watch(pathAndToken.get(0), pathAndToken.get(1), depth);
    }

    /** The unprivileged request that is being carried out, if any. */
    @Nullable
    Outstanding cause() {
        return cause;
    }

    /** A domain is there and may connect. */
    public void introduce(int domid) {
        introduced.add(domid);
        watches.fireSpecial("@introduceDomain", domid);
    }

    /** A domain has shut down, or is suspended. */
    public void shutDown(int domid) {
        watches.fireSpecial("@releaseDomain", domid);
    }

    /** A domain is dying: nodes that it owns anywhere go with it. */
    public void release(int domid) {
        for (String path : tree.ownedBy(domid)) {
            if (tree.read(path) != null) {
                remove(path);
            }
        }
        introduced.remove(domid);
        accounts.remove(domid);
        watches.fireSpecial("@releaseDomain", domid);
    }

    /** Writes a node as the toolstack does. */
    public void write(String path, String value) {
        asToolstack(() -> operations.write(tree, TOOLSTACK, path, value.getBytes(UTF_8)));
    }

    /** Sets a node's permissions as the toolstack does; their owner must have been introduced. */
    public void setPermissions(String path, List<Permission> permissions) {
        asToolstack(() -> operations.setPermissions(tree, TOOLSTACK, path, permissions));
    }

    /** Removes a node and all below it as the toolstack does. */
    public void remove(String path) {
        if (tree.read(path) != null) {
            asToolstack(() -> Operations.removeWithChild(tree, path));
        }
    }

    private interface Work {
        void run() throws Refused;
    }

    private static void asToolstack(Work work) {
        try {
            work.run();
        } catch (Refused e) {
            throw new IllegalStateException("the toolstack was refused: " + e.error(), e);
        }
    }

    /** A domain is saved: its connections stand still, and the daemon forgets what it knew of them. */
    public void suspend(int domid) {
        sessionsOf(domid).forEach(StoreSession::suspend);
    }

    /** A saved domain goes on under a new domid, with the connections that it had. */
    public void resume(int before, int after) {
        sessionsOf(before).forEach(session -> session.resume(after));
    }

    private List<StoreSession> sessionsOf(int domid) {
        return sessions.stream()
                .filter(session -> session.caller().domid() == domid)
                .toList();
    }

    /** Cuts every connection and takes no new one. */
    public void stop() {
        stopped = true;
        List.copyOf(sessions).forEach(session -> session.link().close());
    }

    /** Takes connections again. */
    public void start() {
        stopped = false;
    }

    /** Nodes at or below a path. */
    public List<String> below(String path) {
        return tree.below(path);
    }

    /** Watches that stand, each in words. */
    public List<String> describeWatches() {
        return watches.all().stream()
                .map(watch -> "watch of domain " + watch.session().caller().domid() + " on " + watch.path())
                .toList();
    }

    boolean isIntroduced(int domid) {
        return introduced.contains(domid);
    }

    Account account(int domid) {
        return accounts.computeIfAbsent(domid, none -> new Account(domid != 0));
    }

    Flavour flavour() {
        return flavour;
    }

    Tree tree() {
        return tree;
    }

    StoreWatches watches() {
        return watches;
    }

    Operations operations() {
        return operations;
    }
}
