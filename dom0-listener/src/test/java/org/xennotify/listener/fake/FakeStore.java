package org.xennotify.listener.fake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.xennotify.device.StoreTransport;
import org.xennotify.device.UnavailableException;
import org.xennotify.xenstore.MessageType;
import org.xennotify.xenstore.Packet;

/** A XenStore in memory: the tree, transactions and watches, without quotas and permissions. */
public final class FakeStore {
    private static final byte[] OK = {'O', 'K', 0};

    private record Watch(FakeTransport owner, String path, String token) {}

    private record Open(Map<String, byte[]> tree, long generation, List<String> changed) {}

    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        Refusal(String error) {
            super(error);
        }
    }

    private TreeMap<String, byte[]> tree = new TreeMap<>(Map.of("/", new byte[0]));
    private final Map<Integer, Open> transactions = new HashMap<>();
    private final List<Watch> watches = new ArrayList<>();
    private final List<FakeTransport> transports = new ArrayList<>();
    private final List<Packet> requests = new ArrayList<>();
    private Predicate<Packet> cutAfter = packet -> false;
    private Predicate<Packet> refused = packet -> false;
    private long generation;
    private int lastTransaction;
    private boolean down;

    public synchronized StoreTransport connect() throws UnavailableException {
        if (down) {
            throw new UnavailableException("down");
        }
        FakeTransport transport = new FakeTransport(this);
        transports.add(transport);
        return transport;
    }

    /** The daemon dies; connections are refused until it is {@link #up} again. */
    public synchronized void down() {
        down = true;
        disconnect();
    }

    public synchronized void up() {
        down = false;
    }

    private void disconnect() {
        List.copyOf(transports).forEach(FakeTransport::cut);
        transports.clear();
        watches.clear();
        transactions.clear();
    }

    synchronized void forget(FakeTransport transport) {
        transports.remove(transport);
        watches.removeIf(watch -> watch.owner() == transport);
    }

    /** Carries out the first request that matches, and cuts the connection in place of an answer. */
    public synchronized void cutAfter(Predicate<Packet> condition) {
        cutAfter = condition;
    }

    /** Answers the first request that matches with ENOENT, as if what it is about had gone since it was looked at. */
    public synchronized void lose(Predicate<Packet> condition) {
        refused = condition;
    }

    /** Requests of a type so far. */
    public synchronized long requests(MessageType type) {
        return requests.stream()
                .filter(packet -> packet.type() == type.number())
                .count();
    }

    public synchronized void write(String path, String value) {
        write(path, value.getBytes(UTF_8));
    }

    public synchronized void write(String path, byte[] value) {
        put(tree, path, value);
        changed(List.of(path));
    }

    public synchronized void remove(String path) {
        cut(tree, path);
        changed(List.of(path));
    }

    public synchronized Optional<String> read(String path) {
        return Optional.ofNullable(tree.get(path)).map(value -> new String(value, UTF_8));
    }

    public synchronized boolean exists(String path) {
        return tree.containsKey(path);
    }

    public synchronized List<String> list(String path) {
        return children(tree, path);
    }

    public synchronized int watches() {
        return watches.size();
    }

    public synchronized List<String> watchedPaths() {
        return watches.stream().map(Watch::path).toList();
    }

    /** What {@code @introduceDomain} and {@code @releaseDomain} say. */
    public synchronized void fire(String special) {
        fireWatches(special);
    }

    synchronized void handle(FakeTransport from, Packet request) {
        requests.add(request);
        try {
            if (refused.test(request)) {
                refused = packet -> false;
                throw new Refusal("ENOENT");
            }
            byte[] reply = answer(from, request);
            if (cutAfter.test(request)) {
                cutAfter = packet -> false;
                disconnect();
                return;
            }
            from.deliver(new Packet(request.type(), request.requestId(), request.transaction(), reply));
            if (request.type() == MessageType.WATCH.number()) {
                String[] parts = parts(request);
                from.deliver(event(parts[0], parts[1]));
            }
        } catch (Refusal e) {
            byte[] error = (e.getMessage() + "\0").getBytes(ISO_8859_1);
            from.deliver(new Packet(MessageType.ERROR.number(), request.requestId(), request.transaction(), error));
        }
    }

    private byte[] answer(FakeTransport from, Packet request) throws Refusal {
        String[] parts = parts(request);
        Map<String, byte[]> in =
                request.transaction() == 0 ? tree : open(request).tree();
        return switch (MessageType.of(request.type()).orElseThrow()) {
            case READ -> Optional.ofNullable(in.get(parts[0])).orElseThrow(() -> new Refusal("ENOENT"));
            case DIRECTORY -> directory(in, parts[0]);
            case WRITE -> {
                int start = parts[0].length() + 1;
                byte[] value = new byte[request.payload().length - start];
                System.arraycopy(request.payload(), start, value, 0, value.length);
                put(in, parts[0], value);
                yield changedBy(request, parts[0]);
            }
            case MKDIR -> {
                put(in, parts[0], new byte[0]);
                yield changedBy(request, parts[0]);
            }
            case RM -> {
                if (!in.containsKey(parent(parts[0]))) {
                    throw new Refusal("ENOENT");
                }
                cut(in, parts[0]);
                yield changedBy(request, parts[0]);
            }
            case WATCH -> {
                watches.add(new Watch(from, parts[0], parts[1]));
                yield OK;
            }
            case UNWATCH -> {
                watches.removeIf(watch -> watch.owner == from && watch.token.equals(parts[1]));
                yield OK;
            }
            case TRANSACTION_START -> {
                transactions.put(++lastTransaction, new Open(new TreeMap<>(tree), generation, new ArrayList<>()));
                yield (lastTransaction + "\0").getBytes(ISO_8859_1);
            }
            case TRANSACTION_END -> end(request, parts[0].equals("T"));
            case IS_DOMAIN_INTRODUCED -> (exists("/local/domain/" + parts[0]) ? "T\0" : "F\0").getBytes(ISO_8859_1);
            default -> throw new Refusal("ENOSYS");
        };
    }

    private Open open(Packet request) throws Refusal {
        return Optional.ofNullable(transactions.get(request.transaction())).orElseThrow(() -> new Refusal("ENOENT"));
    }

    private byte[] end(Packet request, boolean commit) throws Refusal {
        Open ended = open(request);
        transactions.remove(request.transaction());
        if (commit && !ended.changed().isEmpty()) {
            if (ended.generation() != generation) {
                throw new Refusal("EAGAIN");
            }
            tree = new TreeMap<>(ended.tree());
            changed(ended.changed());
        }
        return OK;
    }

    private byte[] changedBy(Packet request, String path) throws Refusal {
        if (request.transaction() == 0) {
            changed(List.of(path));
        } else {
            open(request).changed().add(path);
        }
        return OK;
    }

    private void changed(List<String> paths) {
        generation++;
        paths.forEach(this::fireWatches);
    }

    private void fireWatches(String path) {
        for (Watch watch : List.copyOf(watches)) {
            if (path.equals(watch.path()) || path.startsWith(watch.path() + "/")) {
                watch.owner().deliver(event(path, watch.token()));
            } else if (watch.path().startsWith(path + "/")) {
                watch.owner().deliver(event(watch.path(), watch.token()));
            }
        }
    }

    private static Packet event(String path, String token) {
        byte[] payload = (path + "\0" + token + "\0").getBytes(ISO_8859_1);
        return new Packet(MessageType.WATCH_EVENT.number(), 0, 0, payload);
    }

    private static byte[] directory(Map<String, byte[]> in, String path) throws Refusal {
        if (!in.containsKey(path)) {
            throw new Refusal("ENOENT");
        }
        StringBuilder names = new StringBuilder();
        children(in, path).forEach(name -> names.append(name).append('\0'));
        return names.toString().getBytes(ISO_8859_1);
    }

    private static List<String> children(Map<String, byte[]> in, String path) {
        SortedMap<String, byte[]> below = new TreeMap<>(in).tailMap(path + "/");
        return below.keySet().stream()
                .takeWhile(name -> name.startsWith(path + "/"))
                .map(name -> name.substring(path.length() + 1))
                .filter(name -> !name.contains("/"))
                .toList();
    }

    private static void put(Map<String, byte[]> in, String path, byte[] value) {
        String above = parent(path);
        if (!in.containsKey(above)) {
            put(in, above, new byte[0]);
        }
        in.put(path, value);
    }

    private static void cut(Map<String, byte[]> in, String path) {
        in.keySet().removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private static String[] parts(Packet request) {
        return new String(request.payload(), ISO_8859_1).split("\0", -1);
    }
}
