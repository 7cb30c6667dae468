package org.xennotify.agent.intake;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;

/**
 * Bounds the memory that long lines take, from their first byte until they are answered: a connection that has more in
 * hand than a little needs one of few places, and is not read while there is none for it.
 */
final class LargeLines {
    /** Bytes that a connection may have in hand without a place. */
    static final int LITTLE = 16 * 1024;

    private static final int MEMORY = 8 << 20;

    // Type, names of fields, numbers, and text that is somewhat longer than base 64.
    private static final int FRAME = 4096;

    // 2,000 bytes of text fit several times, each written as an escape of six.
    private static final int LEAST = 64 * 1024;

    private final int longest;
    private final Outcome tooLong;
    private final int places;
    private final String ownUser;
    private final Consumer<ClientConnection> onFreed;
    private final Map<String, Integer> taken = new HashMap<>();
    private final Set<ClientConnection> waiting = new LinkedHashSet<>();
    private int free;

    /**
     * Makes limits.
     *
     * @param largestEvent bytes of data that a line must be able to carry in base 64
     * @param onFreed takes connections that waited for a place, which may be there now
     */
    LargeLines(int largestEvent, String ownUser, Consumer<ClientConnection> onFreed) {
        this.longest = Math.max(LEAST, (largestEvent + 2) / 3 * 4 + FRAME);
        this.tooLong = new Outcome.Failed(
                Exit.FAILED,
                "the line is longer than " + longest + " bytes: an event has at most " + largestEvent + " here.");
        this.places = Math.max(2, MEMORY / longest);
        this.free = places;
        this.ownUser = ownUser;
        this.onFreed = onFreed;
    }

    /** Bytes of the longest line. */
    int longest() {
        return longest;
    }

    /** What becomes of a longer one. */
    Outcome tooLong() {
        return tooLong;
    }

    /** Whether there was a place; if not, the connection will be told. No user but the agent's own has more than half. */
    boolean take(ClientConnection connection) {
        String user = connection.user();
        int share = user.equals(ownUser) ? places : places / 2;
        if (free == 0 || taken.getOrDefault(user, 0) >= share) {
            waiting.add(connection);
            return false;
        }
        free--;
        taken.merge(user, 1, Integer::sum);
        return true;
    }

    void giveBack(ClientConnection connection) {
        free++;
        taken.computeIfPresent(connection.user(), (user, count) -> count == 1 ? null : count - 1);
        List<ClientConnection> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(onFreed);
    }

    void forget(ClientConnection connection) {
        waiting.remove(connection);
    }
}
