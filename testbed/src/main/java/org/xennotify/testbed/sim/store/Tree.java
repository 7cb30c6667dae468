package org.xennotify.testbed.sim.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xennotify.xenstore.Permission;

/** All nodes, with a count of changes and of what each domain owns. */
final class Tree implements View {
    private static final Permission DOM0_ONLY = new Permission(Permission.Access.NONE, 0);

    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<Integer, Integer> owned = new HashMap<>();
    private final Consumer<Change> watches;
    private long generation;

    /** {@code watches} is told of every change. */
    Tree(Consumer<Change> watches) {
        this.watches = watches;
        Node leaf = Node.empty(List.of(DOM0_ONLY));
        write("/tool/xenstored", leaf);
        write("/tool", leaf.withChild("xenstored"));
        write(Paths.ROOT, leaf.withChild("tool"));
    }

    /** A new number for a change or a transaction. */
    long nextGeneration() {
        return ++generation;
    }

    @Override
    public @Nullable Node read(String path) {
        return nodes.get(path);
    }

    @Override
    public void write(String path, Node node) {
        count(nodes.put(path, node.at(nextGeneration())), -1);
        count(node, 1);
    }

    @Override
    public void delete(String path) {
        nextGeneration();
        count(nodes.remove(path), -1);
    }

    private void count(@Nullable Node node, int by) {
        if (node != null) {
            owned.merge(node.owner(), by, Integer::sum);
        }
    }

    @Override
    public int owned(int domid) {
        return owned.getOrDefault(domid, 0);
    }

    @Override
    public void created() {
        // Only a transaction has to remember.
    }

    @Override
    public void spoil() {
        // Every write here stands by itself.
    }

    @Override
    public void changed(Change change) {
        watches.accept(change);
    }

    /** The nodes that a domain owns, those above before those below. */
    List<String> ownedBy(int domid) {
        List<String> paths = new ArrayList<>();
        nodes.forEach((path, node) -> {
            if (node.owner() == domid) {
                paths.add(path);
            }
        });
        paths.sort(null);
        return paths;
    }

    /** Every path that is a given one or below it. */
    List<String> below(String path) {
        return nodes.keySet().stream()
                .filter(each -> each.equals(path) || each.startsWith(path + "/"))
                .sorted()
                .toList();
    }
}
