package org.xennotify.testbed.sim.evtchn;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.xennotify.testbed.sim.evtchn.Port.Unbound;
import org.xennotify.testbed.sim.net.Link;
import org.xennotify.testbed.sim.net.Receiver;

/** Event channels for the processes of a simulated host. Used on the host's thread only. */
public final class EventBroker {
    private final EventChannelTable table = new EventChannelTable();
    private final Set<EventSession> sessions = new HashSet<>();
    private final Consumer<String> onFault;

    /** {@code onFault} takes what would have harmed a real kernel. */
    public EventBroker(Consumer<String> onFault) {
        this.onFault = onFault;
    }

    /** The receiver of a new connection from a process on a machine, which is a domain at the moment. */
    public Receiver accept(Link link, int machine, int domid) {
        EventSession session = new EventSession(this, table, link, machine, domid);
        sessions.add(session);
        return session;
    }

    void forget(EventSession session) {
        sessions.remove(session);
    }

    void endHolder(int machine, long mark) {
        of(machine).stream().filter(session -> session.isHeldAs(mark)).forEach(EventSession::endHolder);
    }

    private List<EventSession> of(int machine) {
        return sessions.stream().filter(session -> session.machine() == machine).toList();
    }

    /** How many holders of a machine's processes have outlived them. */
    public int countLeftHolders(int machine) {
        return (int) of(machine).stream().filter(EventSession::isLeft).count();
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
        of(machine).forEach(EventSession::powerOff);
    }

    /** A port of a process of that domain, kept open; empty if there is none of that number. */
    public Optional<HeldPort> hold(int domid, int number) {
        return Optional.ofNullable(table.find(domid, number))
                .filter(Port::isOwned)
                .map(port -> new HeldPort(table, port));
    }

    /** Ports that are open, each in words; not those that only a holder has, since nobody could tell it to end. */
    public List<String> describePorts() {
        return table.all().stream()
                .filter(port -> sessions.stream().noneMatch(session -> session.isLeft() && port.isOwnedBy(session)))
                .map(Port::toString)
                .toList();
    }

    /** Ports whose other end has died with its domain, each in words. */
    public List<String> describeOrphans() {
        return table.all().stream()
                .filter(port -> port.state() instanceof Unbound unbound && unbound.remoteDied())
                .map(Port::toString)
                .toList();
    }
}
