package org.xennotify.testbed.sim.grant;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.xennotify.device.sim.GrantMessage;
import org.xennotify.device.sim.GrantMessage.Done;
import org.xennotify.device.sim.GrantMessage.Mapped;
import org.xennotify.device.sim.GrantMessage.OnRelease;
import org.xennotify.device.sim.GrantMessage.Refused;
import org.xennotify.device.sim.GrantMessage.Release;
import org.xennotify.device.sim.GrantMessage.Share;
import org.xennotify.device.sim.GrantMessage.Shared;
import org.xennotify.device.sim.SimError;
import org.xennotify.testbed.sim.evtchn.EventBroker;
import org.xennotify.testbed.sim.evtchn.HeldPort;
import org.xennotify.testbed.sim.net.Link;
import org.xennotify.testbed.sim.net.Receiver;

/** One process's open grant device; its end gives back all that it has, as a process's death does. */
final class GrantSession implements Receiver {
    private final GrantTable table;
    private final EventBroker events;
    private final Link link;
    private final IntSupplier domid;
    private final Map<Integer, Holding> holdings = new HashMap<>();

    /** {@code domid} is that of the process's machine at the moment: other than ports, grants can be made after a resume. */
    GrantSession(GrantTable table, EventBroker events, Link link, IntSupplier domid) {
        this.table = table;
        this.events = events;
        this.link = link;
        this.domid = domid;
    }

    @Override
    public boolean receive(ByteBuffer bytes) {
        if (!GrantMessage.isWhole(bytes)) {
            return false;
        }
        link.send(answer(GrantMessage.decode(bytes)).encode());
        return true;
    }

    private GrantMessage answer(GrantMessage request) {
        try {
            return carryOut(request);
        } catch (GrantRefused refused) {
            return new Refused(refused.error());
        }
    }

    private GrantMessage carryOut(GrantMessage request) throws GrantRefused {
        if (request instanceof Share share) {
            Grant grant = table.share(domid.getAsInt(), share.remoteDomain(), share.pages());
            holdings.put(grant.number(), grant);
            return new Shared(grant.number(), grant.references());
        } else if (request instanceof GrantMessage.Map map) {
            Mapping mapping = table.map(domid.getAsInt(), map.remoteDomain(), map.references(), map.writable());
            holdings.put(mapping.number(), mapping);
            return new Mapped(mapping.number(), mapping.grant().number(), mapping.firstPage());
        } else if (request instanceof OnRelease action) {
            setAction(action);
        } else if (request instanceof Release release) {
            release(own(release.number()));
        } else {
            throw new GrantRefused(SimError.EINVAL);
        }
        return new Done();
    }

    private Holding own(int number) throws GrantRefused {
        Holding holding = holdings.get(number);
        if (holding == null) {
            throw new GrantRefused(SimError.EINVAL);
        }
        return holding;
    }

    private void setAction(OnRelease request) throws GrantRefused {
        Holding holding = own(request.number());
        if (!holding.mayClear(request.offset())) {
            throw new GrantRefused(SimError.EINVAL);
        }
        holding.onRelease(new ReleaseAction(request.offset(), hold(request.port())));
    }

    private Optional<HeldPort> hold(int port) throws GrantRefused {
        if (port == 0) {
            return Optional.empty();
        }
        Optional<HeldPort> held = events.hold(domid.getAsInt(), port);
        if (held.isEmpty()) {
            throw new GrantRefused(SimError.EINVAL);
        }
        return held;
    }

    private void release(Holding holding) {
        holdings.remove(holding.number());
        holding.carryOutAction();
        table.release(holding);
    }

    @Override
    public void ended() {
        List.copyOf(holdings.values()).forEach(this::release);
    }
}
