package org.xennotify.listener.handler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** As many cages as handlers may run at once; whoever comes too late is told when one is free. Thread-safe. */
final class Cages implements AutoCloseable {
    private final int limit;
    private final List<Cage> made = new ArrayList<>();
    private final Deque<Cage> free = new ArrayDeque<>();
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private @Nullable ControlGroups groups;
    private boolean closed;

    Cages(int limit) {
        this.limit = limit;
    }

    /** A free cage, unless this is closed; if there is none, {@code whenFree} is called once, in turn, when it is worth to ask again. */
    synchronized Optional<Cage> take(Runnable whenFree) {
        if (closed) {
            return Optional.empty();
        }
        Optional<Cage> cage = Optional.ofNullable(free.poll());
        if (cage.isEmpty() && made.size() < limit) {
            cage = Optional.of(make());
        }
        if (cage.isEmpty()) {
            waiting.add(whenFree);
        }
        return cage;
    }

    /** Looks for what is needed, and ends what a listener before has left. */
    synchronized ControlGroups prepare() {
        if (groups == null) {
            groups = ControlGroups.find();
        }
        return groups;
    }

    private Cage make() {
        Cage cage = new Cage(prepare().make(made.size()));
        made.add(cage);
        return cage;
    }

    void giveBack(Cage cage) {
        next(cage).ifPresent(Runnable::run);
    }

    private synchronized Optional<Runnable> next(Cage cage) {
        free.push(cage);
        Iterator<Runnable> first = waiting.iterator();
        if (!first.hasNext()) {
            return Optional.empty();
        }
        Runnable next = first.next();
        first.remove();
        return Optional.of(next);
    }

    /** Ends all that is inside. */
    @Override
    public synchronized void close() {
        closed = true;
        made.forEach(Cage::kill);
        made.forEach(Cage::close);
    }
}
