package org.xennotify.agent.door;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Whose bytes are in the ring, in the order in which they went in. */
final class Occupancy {
    private static final class Run {
        final String user;
        int bytes;

        Run(String user) {
            this.user = user;
        }
    }

    private final Deque<Run> runs = new ArrayDeque<>();
    private final Map<String, Integer> held = new HashMap<>();
    private int total;

    void add(String user, int bytes) {
        Run last = runs.peekLast();
        if (last == null || !last.user.equals(user)) {
            last = new Run(user);
            runs.add(last);
        }
        last.bytes += bytes;
        total += bytes;
        held.merge(user, bytes, Integer::sum);
    }

    /** The other end has read all but the last so many bytes. */
    void shrinkTo(int backlog) {
        while (total > backlog) {
            Run first = runs.element();
            int gone = Math.min(first.bytes, total - backlog);
            first.bytes -= gone;
            total -= gone;
            held.compute(first.user, (user, bytes) -> bytes == null || bytes == gone ? null : bytes - gone);
            if (first.bytes == 0) {
                runs.remove();
            }
        }
    }

    /** Takes the first so many bytes away, which are one user's; returns whose. */
    String take(int bytes) {
        String user = runs.element().user;
        shrinkTo(total - bytes);
        return user;
    }

    /** Bytes in the ring, as far as is known. */
    int total() {
        return total;
    }

    int heldBy(String user) {
        return held.getOrDefault(user, 0);
    }
}
