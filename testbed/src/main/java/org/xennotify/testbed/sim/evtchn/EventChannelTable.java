package org.xennotify.testbed.sim.evtchn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.sim.SimError;
import org.xennotify.testbed.sim.evtchn.Port.Bound;
import org.xennotify.testbed.sim.evtchn.Port.Reserved;
import org.xennotify.testbed.sim.evtchn.Port.Unbound;

/** All domains' event channels, with the rules of xen/common/event_channel.c. */
final class EventChannelTable {
    // libxl's default of max_event_channels, and the FIFO ABI's number of ports
    private static final int LAST_PORT = 1023;
    private static final int LAST_PORT_OF_DOM0 = (1 << 17) - 1;

    // Those that libxl makes for XenStore and the console.
    private static final int RESERVED = 2;

    private final Map<Integer, NavigableMap<Integer, Port>> domains = new HashMap<>();
    private final Set<Integer> dying = new HashSet<>();

    EventChannelTable() {
        domains.put(0, new TreeMap<>());
    }

    void addDomain(int domid) {
        NavigableMap<Integer, Port> ports = new TreeMap<>();
        for (int number = 1; number <= RESERVED; number++) {
            ports.put(number, new Port(domid, number, new Reserved(), null));
        }
        domains.put(domid, ports);
    }

    /** Closes all ports of a domain, which is dying. */
    void closeAll(int domid) {
        dying.add(domid);
        NavigableMap<Integer, Port> ports = domains.put(domid, new TreeMap<>());
        if (ports != null) {
            ports.values().forEach(port -> unbindPeer(port, true));
        }
    }

    /** A dying domain is gone. */
    void removeDomain(int domid) {
        dying.remove(domid);
        domains.remove(domid);
    }

    Port allocateUnbound(int domid, int remoteDomain, EventSession owner) throws PortRefused {
        return add(domid, new Unbound(remoteDomain, false), owner);
    }

    private Port add(int domid, Port.State state, EventSession owner) throws PortRefused {
        NavigableMap<Integer, Port> ports = ports(domid);
        if (dying.contains(domid)) {
            throw new PortRefused(SimError.EINVAL);
        }
        int number = lowestFree(ports);
        if (number > (domid == 0 ? LAST_PORT_OF_DOM0 : LAST_PORT)) {
            throw new PortRefused(SimError.ENOSPC);
        }
        Port port = new Port(domid, number, state, owner);
        ports.put(number, port);
        return port;
    }

    private NavigableMap<Integer, Port> ports(int domid) throws PortRefused {
        NavigableMap<Integer, Port> ports = domains.get(domid);
        if (ports == null) {
            throw new PortRefused(SimError.ESRCH);
        }
        return ports;
    }

    private static int lowestFree(NavigableMap<Integer, Port> ports) {
        int free = 1;
        for (int used : ports.keySet()) {
            if (used != free) {
                return free;
            }
            free++;
        }
        return free;
    }

    /** Raises the new port at once, to cover what the other end may have sent before. */
    Port bindInterdomain(int domid, int remoteDomain, int remotePort, EventSession owner) throws PortRefused {
        Port remote = ports(remoteDomain).get(remotePort);
        if (remote == null || !(remote.state() instanceof Unbound unbound) || unbound.remoteDomain() != domid) {
            throw new PortRefused(SimError.EINVAL);
        }
        Port local = add(domid, new Bound(remote), owner);
        remote.become(new Bound(local));
        local.raise();
        return local;
    }

    /** Raises the other end; is dropped without a word if there is none. */
    static void notify(Port port) {
        if (port.state() instanceof Bound bound) {
            bound.peer().raise();
        }
    }

    /** Takes one {@link HeldPort} away; the last one closes a port that its process has closed already. */
    void letGo(Port port) {
        port.letGo();
        if (!port.isOwned()) {
            close(port);
        }
    }

    /**
     * Frees the port, at once unless it is held; the other end can be bound again by this domain, and is not told.
     */
    void close(Port port) {
        if (port.isHeld()) {
            port.leaveToItself();
            return;
        }
        NavigableMap<Integer, Port> ports = domains.get(port.domid());
        if (ports != null && ports.remove(port.number(), port)) {
            unbindPeer(port, false);
        }
    }

    private static void unbindPeer(Port port, boolean died) {
        if (port.state() instanceof Bound bound) {
            bound.peer().become(new Unbound(port.domid(), died));
        }
    }

    /** The port of that number, or null if there is none. */
    @Nullable
    Port find(int domid, int number) {
        return domains.getOrDefault(domid, new TreeMap<>()).get(number);
    }

    boolean isAlive(int domid) {
        return domains.containsKey(domid) && !dying.contains(domid);
    }

    /** All ports but those of kernels. */
    List<Port> all() {
        List<Port> all = new ArrayList<>();
        domains.values().forEach(ports -> all.addAll(ports.values()));
        all.removeIf(port -> port.state() instanceof Reserved);
        return all;
    }
}
