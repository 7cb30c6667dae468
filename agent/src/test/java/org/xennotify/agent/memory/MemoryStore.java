package org.xennotify.agent.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.xennotify.xenstore.MessageType;
import org.xennotify.xenstore.Packet;

/** XenStore in memory, spoken to over its wire, with one guest whose domid may change. */
public final class MemoryStore {
    private record Watch(MemoryTransport transport, String path, String token) {}

    private final Map<String, String> nodes = new TreeMap<>();
    private final List<Watch> watches = new ArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<MemoryTransport> transports = new ArrayList<>();
    private Function<String, String> refusal = change -> "";
    private int domid = 3;

    MemoryStore() {
        nodes.put(home() + "/domid", "3");
    }

    private String home() {
        return "/local/domain/" + domid;
    }

    private String absolute(String path) {
        return path.startsWith("/") ? path : home() + "/" + path;
    }

    synchronized MemoryTransport connect() {
        MemoryTransport transport = new MemoryTransport(this);
        transports.add(transport);
        return transport;
    }

    /** Every write and removal that a client asked for: {@code write data/a=1}, {@code remove data/a}. */
    public List<String> log() {
        return log;
    }

    /** Lets a rule name the error, e.g. ENOSPC, with which a change as in the log is refused; empty: it is not. */
    public synchronized void refuse(Function<String, String> rule) {
        refusal = rule;
    }

    /** The value of one of the guest's nodes, or null. */
    public synchronized String get(String path) {
        return nodes.get(absolute(path));
    }

    /** The names below one of the guest's nodes. */
    public synchronized List<String> children(String path) {
        String prefix = absolute(path) + "/";
        TreeSet<String> names = new TreeSet<>();
        for (String node : nodes.keySet()) {
            if (node.startsWith(prefix)) {
                names.add(node.substring(prefix.length()).split("/")[0]);
            }
        }
        return new ArrayList<>(names);
    }

    /** Sets a node as Dom0 or another process in the guest would. */
    public synchronized void put(String path, String value) {
        nodes.put(absolute(path), value);
        fire(path);
    }

    /** Removes a node and all below it as Dom0 or another process in the guest would. */
    public synchronized void delete(String path) {
        String at = absolute(path);
        nodes.keySet().removeIf(node -> node.equals(at) || node.startsWith(at + "/"));
        fire(path);
    }

    /** Handles an event as the listener does: takes it from the inbox and writes the reply. */
    public synchronized void answer(String id, String reply) {
        delete("data/xen-notify/inbox/" + id);
        put("data/xen-notify/outbox/" + id, reply);
    }

    /** Saves and restores the domain: a new domid, an empty tree, and all watches fire. */
    public synchronized void resume() {
        nodes.clear();
        domid++;
        nodes.put(home() + "/domid", Integer.toString(domid));
        watches.forEach(watch -> deliver(watch, watch.path));
    }

    /** Restarts the daemon: every connection ends, the tree stays. */
    public synchronized void restart() {
        watches.clear();
        List.copyOf(transports).forEach(MemoryTransport::close);
    }

    private void fire(String path) {
        for (Watch watch : watches) {
            if (path.equals(watch.path) || path.startsWith(watch.path + "/") || watch.path.startsWith(path + "/")) {
                deliver(watch, path);
            }
        }
    }

    private static void deliver(Watch watch, String path) {
        byte[] payload = (path + "\0" + watch.token + "\0").getBytes(UTF_8);
        watch.transport.deliver(new Packet(MessageType.WATCH_EVENT.number(), 0, 0, payload));
    }

    synchronized void handle(Packet request, MemoryTransport transport) {
        String[] words = new String(request.payload(), UTF_8).split("\0", 2);
        String path = words[0];
        String rest = words.length > 1 ? words[1] : "";
        MessageType type = MessageType.of(request.type()).orElseThrow();
        String error = switch (type) {
            case WRITE -> change("write " + path + "=" + rest, path, () -> nodes.put(absolute(path), rest));
            case RM -> change("remove " + path, path, () -> delete(path));
            case READ -> get(path) == null ? "ENOENT" : "";
            case DIRECTORY -> children(path).isEmpty() && get(path) == null ? "ENOENT" : "";
            case WATCH, UNWATCH -> "";
            default -> "ENOSYS";
        };
        int reply = error.isEmpty() ? request.type() : MessageType.ERROR.number();
        byte[] payload = error.isEmpty() ? answer(type, path) : (error + "\0").getBytes(UTF_8);
        transport.deliver(new Packet(reply, request.requestId(), 0, payload));
        if (type == MessageType.WATCH) {
            Watch watch = new Watch(transport, path, rest.replace("\0", ""));
            watches.add(watch);
            deliver(watch, path);
        }
    }

    private String change(String what, String path, Runnable change) {
        String error = refusal.apply(what);
        if (error.isEmpty()) {
            log.add(what);
            change.run();
            fire(path);
        }
        return error;
    }

    private byte[] answer(MessageType type, String path) {
        String text = switch (type) {
            case READ -> get(path);
            case DIRECTORY -> String.join("\0", children(path)) + "\0";
            default -> "OK\0";
        };
        return text.getBytes(UTF_8);
    }

    synchronized void forget(MemoryTransport transport) {
        watches.removeIf(watch -> watch.transport == transport);
        transports.remove(transport);
    }
}
