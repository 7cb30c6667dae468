package org.xennotify.testbed.sim;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.xennotify.testbed.sim.net.Link;
import org.xennotify.testbed.sim.net.Listening;
import org.xennotify.testbed.sim.net.Loop;
import org.xennotify.testbed.sim.net.Receiver;

/** A guest from its creation to its end, through reboots and saves, each of which gives it a new domid. */
final class Machine {

    /** What it is doing. */
    enum State {
        RUNNING,
        PAUSED,
        /** Stands still on its way to being saved. */
        SUSPENDED,
        /** Was saved; its domain is being taken apart. */
        LEAVING,
        SAVED,
        SHUTDOWN,
        DYING,
        GONE
    }

    private static final Receiver NOBODY = new Receiver() {
        @Override
        public boolean receive(ByteBuffer bytes) {
            return false;
        }

        @Override
        public void ended() {
            // Nobody was there.
        }
    };

    private final String name;
    private final UUID uuid;
    private final Path home;
    private final int number;
    private final List<Link> links = new ArrayList<>();
    private final List<Listening> sockets = new ArrayList<>();
    private State state = State.GONE;
    private int domid;

    /** {@code number} is the domid that it first has. */
    Machine(String name, UUID uuid, Path home, int number) {
        this.name = name;
        this.uuid = uuid;
        this.home = home;
        this.number = number;
    }

    /** What the hypervisor keeps of its domain when nobody else does. */
    Machine zombie() {
        Machine zombie = new Machine("(null)", uuid, home, number);
        zombie.domid = domid;
        zombie.state = State.DYING;
        return zombie;
    }

    String name() {
        return name;
    }

    UUID uuid() {
        return uuid;
    }

    Path home() {
        return home;
    }

    int number() {
        return number;
    }

    int domid() {
        return domid;
    }

    State state() {
        return state;
    }

    void become(State newState) {
        state = newState;
    }

    void runAs(int newDomid) {
        domid = newDomid;
        state = State.RUNNING;
    }

    private boolean standsStill() {
        return switch (state) {
            case PAUSED, SUSPENDED, LEAVING, SAVED -> true;
            case RUNNING, SHUTDOWN, DYING, GONE -> false;
        };
    }

    void serve(Listening socket) {
        sockets.add(socket);
    }

    /** A process in it has connected; there can be none once it has ended. */
    Receiver add(Link link, Loop.Acceptor acceptor) {
        if (state != State.RUNNING && !standsStill()) {
            link.close();
            return NOBODY;
        }
        links.removeIf(old -> !old.isOpen());
        links.add(link);
        if (standsStill()) {
            link.hold();
        }
        return acceptor.accept(link);
    }

    void holdLinks() {
        links.forEach(Link::hold);
    }

    void letLinksGo() {
        links.forEach(Link::letGo);
    }

    /** All its processes end. */
    void closeLinks() {
        links.forEach(Link::close);
        links.clear();
    }

    void closeSockets() {
        sockets.forEach(Listening::close);
        sockets.clear();
    }

    @Override
    public String toString() {
        return state == State.SAVED ? "saved domain " + name : "domain " + domid + " (" + name + ")";
    }
}
