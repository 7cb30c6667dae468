package org.xennotify.testbed.sim.evtchn;

import java.nio.ByteBuffer;
import java.util.List;
import org.xennotify.device.sim.PortMessage;
import org.xennotify.device.sim.PortMessage.Abandon;
import org.xennotify.device.sim.PortMessage.Allocate;
import org.xennotify.device.sim.PortMessage.Bind;
import org.xennotify.device.sim.PortMessage.Done;
import org.xennotify.device.sim.PortMessage.Notify;
import org.xennotify.device.sim.PortMessage.Raised;
import org.xennotify.device.sim.PortMessage.Refused;
import org.xennotify.device.sim.PortMessage.Unbind;
import org.xennotify.device.sim.PortMessage.Unmask;
import org.xennotify.device.sim.SimError;
import org.xennotify.testbed.sim.net.Link;
import org.xennotify.testbed.sim.net.Receiver;

/** One process's open event-channel device; its end closes the ports, as a process's death does. */
final class EventSession implements Receiver {
    private final EventBroker broker;
    private final EventChannelTable table;
    private final Link link;
    private final int domid;
    private boolean abandoned;
    private boolean poweredOff;

    EventSession(EventBroker broker, EventChannelTable table, Link link, int domid) {
        this.broker = broker;
        this.table = table;
        this.link = link;
        this.domid = domid;
    }

    @Override
    public boolean receive(ByteBuffer bytes) {
        if (bytes.remaining() < PortMessage.FRAME) {
            return false;
        }
        PortMessage request = PortMessage.decode(bytes);
        if (request instanceof Abandon) {
            abandoned = true;
        } else {
            link.send(answer(request).encode());
        }
        return true;
    }

    private PortMessage answer(PortMessage request) {
        if (isStale()) {
            broker.fault("a port from before the resume of domain " + domid + " was used: " + request);
            return new Refused(SimError.ESTALE);
        }
        try {
            return new Done(carryOut(request));
        } catch (PortRefused refused) {
            return new Refused(refused.error());
        }
    }

    private int carryOut(PortMessage request) throws PortRefused {
        if (request instanceof Allocate allocate) {
            return table.allocateUnbound(domid, allocate.remoteDomain(), this).number();
        } else if (request instanceof Bind bind) {
            return table.bindInterdomain(domid, bind.remoteDomain(), bind.remotePort(), this)
                    .number();
        } else if (request instanceof Notify notify) {
            EventChannelTable.notify(own(notify.port()));
        } else if (request instanceof Unbind unbind) {
            table.close(own(unbind.port()));
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
    }

    @Override
    public void ended() {
        broker.forget(this);
        List<Port> ports =
                table.all().stream().filter(port -> port.isOwnedBy(this)).toList();
        if (abandoned || poweredOff) {
            ports.forEach(Port::leaveToItself);
        } else if (isStale()) {
            broker.fault("kernel BUG at drivers/xen/evtchn.c: an event channel from before the resume of domain "
                    + domid + " was closed");
        } else {
            ports.forEach(table::close);
        }
    }
}
