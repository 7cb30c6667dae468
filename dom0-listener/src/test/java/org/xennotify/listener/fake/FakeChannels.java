package org.xennotify.listener.fake;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.xennotify.device.EventChannels;
import org.xennotify.device.SystemCallException;

/** Dom0's event channels, and the guests' ends of them. */
public final class FakeChannels implements EventChannels {
    private record Remote(int domid, int port) {}

    private final Set<Remote> offered = new HashSet<>();
    private final Map<Integer, Remote> bound = new HashMap<>();
    private final Map<Remote, Integer> notifications = new HashMap<>();
    private final Set<Integer> pending = new LinkedHashSet<>();
    private final Set<Integer> masked = new HashSet<>();
    private Runnable onNotify = () -> {};
    private int lastPort;
    private int attempts;
    private int wakeUps;
    private boolean closed;

    /** A guest allocates a port for Dom0. */
    public synchronized void offer(int domid, int port) {
        offered.add(new Remote(domid, port));
    }

    /** A guest raises its end. */
    public synchronized void ring(int domid, int port) {
        bound.forEach((local, remote) -> {
            if (remote.equals(new Remote(domid, port))) {
                pending.add(local);
            }
        });
        notifyAll();
    }

    /** Ports that Dom0 holds. */
    public synchronized int bound() {
        return bound.size();
    }

    public synchronized int attempts() {
        return attempts;
    }

    /** How often Dom0 was told that a port was raised. */
    public synchronized int wakeUps() {
        return wakeUps;
    }

    @Override
    public int allocateUnbound(int remoteDomain) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized int bindInterdomain(int domid, int remotePort) throws SystemCallException {
        attempts++;
        Remote remote = new Remote(domid, remotePort);
        if (!offered.contains(remote) || bound.containsValue(remote)) {
            throw new SystemCallException("bind port " + remotePort + " of domain " + domid, "EINVAL");
        }
        bound.put(++lastPort, remote);
        pending.add(lastPort);
        notifyAll();
        return lastPort;
    }

    /** How often Dom0 raised a guest's port. */
    public synchronized int notifications(int domid, int port) {
        return notifications.getOrDefault(new Remote(domid, port), 0);
    }

    /** Xen does something at once whenever Dom0 raises a port. */
    synchronized void onNotify(Runnable action) {
        onNotify = action;
    }

    @Override
    public void notify(int port) {
        Runnable action;
        synchronized (this) {
            notifications.merge(bound.get(port), 1, Integer::sum);
            action = onNotify;
        }
        action.run();
    }

    @Override
    public synchronized void unbind(int port) {
        bound.remove(port);
        pending.remove(port);
        masked.remove(port);
    }

    @Override
    public synchronized int await(int[] ports) {
        try {
            while (!closed && deliverable() == 0) {
                wait();
            }
        } catch (InterruptedException e) {
            return 0;
        }
        if (closed) {
            return 0;
        }
        ports[0] = deliverable();
        pending.remove(ports[0]);
        masked.add(ports[0]);
        wakeUps++;
        return 1;
    }

    private int deliverable() {
        return pending.stream()
                .filter(port -> !masked.contains(port))
                .findFirst()
                .orElse(0);
    }

    @Override
    public synchronized void unmask(int port) {
        masked.remove(port);
        notifyAll();
    }

    @Override
    public void abandon() {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized void close() {
        closed = true;
        bound.clear();
        notifyAll();
    }
}
