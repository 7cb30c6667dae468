package org.xennotify.testbed.sim.evtchn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.xennotify.testbed.sim.evtchn.Port.Unbound;
import org.xennotify.testbed.sim.net.Link;
import org.xennotify.testbed.sim.net.Receiver;

/** Event channels for the processes of a simulated host. Used on the host's thread only. */
public final class EventBroker {
    private final EventChannelTable table = new EventChannelTable();
    private final Map<EventSession, Integer> machines = new HashMap<>();
    private final Consumer<String> onFault;

    /** {@code onFault} takes what would have harmed a real kernel. */
    public EventBroker(Consumer<String> onFault) {
        this.onFault = onFault;
    }

    /** The receiver of a new connection from a process on a machine, which is a domain at the moment. */
    public Receiver accept(Link link, int machine, int domid) {
        EventSession session = new EventSession(this, table, link, domid);
        machines.put(session, machine);
        return session;
    }

    void forget(EventSession session) {
        machines.remove(session);
    }

    void fault(String what) {
        onFault.accept(what);
    }

    /** A new domain has ports. */
    public void addDomain(int domid) {
        table.addDomain(domid);
    }

    /** A domain's ports are closed, because it dies or was saved; processes that go on hold stale ones from now on. */
    public void closeAll(int domid) {
        table.closeAll(domid);
    }

    /** A domain whose ports were closed is gone. */
    public void removeDomain(int domid) {
        table.removeDomain(domid);
    }

    /** A machine stands still for good; its ports stay until its domain dies. */
    public void powerOff(int machine) {
        List<EventSession> sessions = new ArrayList<>(machines.keySet());
        sessions.removeIf(session -> machines.getOrDefault(session, -1) != machine);
        sessions.forEach(EventSession::powerOff);
    }

    /** A port of a process of that domain, kept open; empty if there is none of that number. */
    public Optional<HeldPort> hold(int domid, int number) {
        return Optional.ofNullable(table.find(domid, number))
                .filter(Port::isOwned)
                .map(port -> new HeldPort(table, port));
    }

    /** Ports that are open, each in words. */
    public List<String> describePorts() {
        return table.all().stream().map(Port::toString).toList();
    }

    /** Ports whose other end has died with its domain, each in words. */
    public List<String> describeOrphans() {
        return table.all().stream()
                .filter(port -> port.state() instanceof Unbound unbound && unbound.remoteDied())
                .map(Port::toString)
                .toList();
    }
}
