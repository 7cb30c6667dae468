package org.xennotify.testbed.sim.evtchn;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.xennotify.device.sim.PortMessage;
import org.xennotify.device.sim.PortMessage.Allocate;
import org.xennotify.device.sim.PortMessage.Bind;
import org.xennotify.device.sim.PortMessage.Done;
import org.xennotify.device.sim.PortMessage.EndHolder;
import org.xennotify.device.sim.PortMessage.Hold;
import org.xennotify.device.sim.PortMessage.Notify;
import org.xennotify.device.sim.PortMessage.Raised;
import org.xennotify.device.sim.PortMessage.Refused;
import org.xennotify.device.sim.PortMessage.Unbind;
import org.xennotify.device.sim.PortMessage.Unmask;
import org.xennotify.device.sim.SimError;
import org.xennotify.testbed.sim.net.Link;
import org.xennotify.testbed.sim.net.Receiver;

/**
 * An open event-channel device, which a process has and perhaps a holder beside it: the end of the last of them closes
 * the ports, and harms the domain if it was restored since.
 */
final class EventSession implements Receiver {
    private final EventBroker broker;
    private final EventChannelTable table;
    private final Link link;
    private final int machine;
    private final int domid;
    private OptionalLong heldAs = OptionalLong.empty();
    private int open;
    private boolean poweredOff;

    EventSession(EventBroker broker, EventChannelTable table, Link link, int machine, int domid) {
        this.broker = broker;
        this.table = table;
        this.link = link;
        this.machine = machine;
        this.domid = domid;
    }

    int machine() {
        return machine;
    }

    @Override
    public boolean receive(ByteBuffer bytes) {
        if (bytes.remaining() < PortMessage.FRAME) {
            return false;
        }
        PortMessage request = PortMessage.decode(bytes);
        PortMessage answer = answer(request);
        if (!(request instanceof Unmask)) {
            link.send(answer.encode());
        }
        return true;
    }

    private PortMessage answer(PortMessage request) {
        if (request instanceof Hold hold) {
            heldAs = OptionalLong.of(hold.mark());
            return new Done(0);
        }
        if (request instanceof EndHolder end) {
            broker.endHolder(machine, end.mark());
            return new Done(0);
        }
        if (isStale()) {
            broker.fault("a port from before the resume of domain " + domid + " was used: " + request);
            return isUnnoticed(request) ? new Done(0) : new Refused(SimError.ESTALE);
        }
        try {
            return new Done(carryOut(request));
        } catch (PortRefused refused) {
            return new Refused(refused.error());
        }
    }

    /** Whether a kernel would do this to whoever has the port of that number now. */
    private static boolean isUnnoticed(PortMessage request) {
        return request instanceof Notify || request instanceof Unmask;
    }

    private int carryOut(PortMessage request) throws PortRefused {
        if (request instanceof Allocate allocate) {
            int port =
                    table.allocateUnbound(domid, allocate.remoteDomain(), this).number();
            open++;
            return port;
        } else if (request instanceof Bind bind) {
            int port = table.bindInterdomain(domid, bind.remoteDomain(), bind.remotePort(), this)
                    .number();
            open++;
            return port;
        } else if (request instanceof Notify notify) {
            EventChannelTable.notify(own(notify.port()));
        } else if (request instanceof Unbind unbind) {
            table.close(own(unbind.port()));
            open--;
        } else if (request instanceof Unmask unmask) {
            unmask(unmask.port());
        } else {
            throw new PortRefused(SimError.EINVAL);
        }
        return 0;
    }

    private Port own(int number) throws PortRefused {
        Port port = table.find(domid, number);
        if (port == null || !port.isOwnedBy(this)) {
            throw new PortRefused(SimError.ENOTCONN);
        }
        return port;
    }

    /** A kernel ignores a port that is not this process's. */
    private void unmask(int number) {
        Port port = table.find(domid, number);
        if (port != null && port.isOwnedBy(this)) {
            port.unmask();
        }
    }

    void raised(int port) {
        link.send(new Raised(port).encode());
    }

    /** Whether the domain has been saved, and all its ports with it, since this was opened. */
    private boolean isStale() {
        return !table.isAlive(domid);
    }

    /** The machine that the process ran on stands still for good: nothing is closed, nothing can be harmed. */
    void powerOff() {
        poweredOff = true;
        link.close();
        endHolder();
    }

    @Override
    public void ended() {
        if (heldAs.isEmpty()) {
            closed();
        }
    }

    boolean isHeldAs(long mark) {
        return heldAs.equals(OptionalLong.of(mark));
    }

    /** Whether only a holder has it. */
    boolean isLeft() {
        return heldAs.isPresent() && !link.isOpen();
    }

    void endHolder() {
        heldAs = OptionalLong.empty();
        if (!link.isOpen()) {
            closed();
        }
    }

    private void closed() {
        broker.forget(this);
        List<Port> ports =
                table.all().stream().filter(port -> port.isOwnedBy(this)).toList();
        if (poweredOff) {
            ports.forEach(Port::leaveToItself);
        } else if (isStale() && open > 0) {
            broker.fault("kernel BUG at drivers/xen/evtchn.c: an event channel from before the resume of domain "
                    + domid + " was closed");
        } else {
            ports.forEach(table::close);
        }
    }
}
