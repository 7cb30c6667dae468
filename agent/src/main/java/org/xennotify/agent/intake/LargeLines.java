package org.xennotify.agent.intake;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Bounds the memory that long lines take, from their first byte until they are answered: a connection that has more in
 * hand than a little needs one of few places, and is not read while there is none for it.
 */
final class LargeLines {
    /** Bytes that a connection may have in hand without a place. */
    static final int LITTLE = 16 * 1024;

    private static final int MEMORY = 8 << 20;

    private final int places;
    private final String ownUser;
    private final Consumer<ClientConnection> onFreed;
    private final Map<String, Integer> taken = new HashMap<>();
    private final Set<ClientConnection> waiting = new LinkedHashSet<>();
    private int free;

    /** {@code onFreed} takes connections that waited for a place, which may be there now. */
    LargeLines(int longest, String ownUser, Consumer<ClientConnection> onFreed) {
        this.places = Math.max(2, MEMORY / longest);
        this.free = places;
        this.ownUser = ownUser;
        this.onFreed = onFreed;
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
