package org.xennotify.agent.door;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Those who wait for room, each user's in order; who holds the least comes first. */
final class WaitingRoom {
    private final Map<String, Deque<Ticket>> byUser = new LinkedHashMap<>();

    void add(Ticket ticket) {
        byUser.computeIfAbsent(ticket.user, user -> new ArrayDeque<>()).add(ticket);
    }

    void remove(Ticket ticket) {
        byUser.computeIfPresent(ticket.user, (user, tickets) -> {
            tickets.remove(ticket);
            return tickets.isEmpty() ? null : tickets;
        });
    }

    boolean contains(Ticket ticket) {
        Deque<Ticket> tickets = byUser.get(ticket.user);
        return tickets != null && tickets.contains(ticket);
    }

    boolean isEmpty() {
        return byUser.isEmpty();
    }

    /**
     * Whose turn it is; it stays here until it is removed.
     *
     * @param held how many places a user has
     * @param share how many a user may have
     */
    Optional<Ticket> next(ToIntFunction<String> held, ToIntFunction<String> share) {
        String chosen = null;
        for (String user : byUser.keySet()) {
            boolean may = held.applyAsInt(user) < share.applyAsInt(user);
            if (may && (chosen == null || held.applyAsInt(user) < held.applyAsInt(chosen))) {
                chosen = user;
            }
        }
        return Optional.ofNullable(chosen).map(byUser::get).map(Deque::peek);
    }

    List<Ticket> all() {
        List<Ticket> all = new ArrayList<>();
        byUser.values().forEach(all::addAll);
        return all;
    }
}
