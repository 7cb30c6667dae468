package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The model of a random walk: what was accepted, who keeps it until it is handled, and what was heard. Each event is known
 * by its number, with which its data begin.
 */
final class Ledger {

    /** Who keeps an event that was accepted: nothing is promised of what nobody keeps. */
    enum Keeper {
        TREE,
        RING,
        /** What was saved of a guest, its agent's ring included. */
        IMAGE,
        /** The listener has the ring of an agent mapped that is gone. */
        LISTENER,
        NOBODY
    }

    private static final class Entry {
        private final int number;
        private final UUID guest;
        private Keeper keeper;

        private Entry(int number, UUID guest, Keeper keeper) {
            this.number = number;
            this.guest = guest;
            this.keeper = keeper;
        }
    }

    private final List<Entry> unheard = new ArrayList<>();
    private final Map<Integer, String> ids = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Integer, Long> sequences = new HashMap<>();
    private final Map<UUID, Integer> lastOfRing = new HashMap<>();
    private final Map<UUID, String> lastId = new HashMap<>();
    private final Map<UUID, Integer> bells = new HashMap<>();
    private final Map<UUID, Integer> bellsDue = new HashMap<>();
    private int lastNumber;

    /** The number of the next event that somebody tries to send. */
    int next() {
        return ++lastNumber;
    }

    /** How many events somebody tried to send. */
    int count() {
        return lastNumber;
    }

    /** {@code sequence} is what the sender was told; 0 if its door has none. */
    void accepted(int number, UUID guest, Keeper keeper, long sequence) {
        if (sequence != 0) {
            sequences.put(number, sequence);
            checkSequence(number);
        }
        unheard.add(new Entry(number, guest, keeper));
    }

    /** A bell was rung since so many were heard. */
    void rung(UUID guest) {
        bellsDue.put(guest, bells.getOrDefault(guest, 0) + 1);
    }

    /** Nobody can hear that bell any more. */
    void silenced(UUID guest) {
        bellsDue.remove(guest);
    }

    /** What one kept of a guest's events another keeps now. */
    void pass(UUID guest, Keeper from, Keeper to) {
        pass(entry -> entry.guest.equals(guest) && entry.keeper == from, to);
    }

    /** Rings whose agents are gone are lost, and the next listener begins to read all others. */
    void listenerEnds() {
        pass(entry -> entry.keeper == Keeper.LISTENER, Keeper.NOBODY);
        lastId.clear();
    }

    private void pass(Predicate<Entry> concerned, Keeper to) {
        unheard.stream().filter(concerned).forEach(entry -> entry.keeper = to);
    }

    /** From now on the guest's records are read by somebody new, who cannot know of a gap before the first. */
    void readAnew(UUID guest) {
        lastId.remove(guest);
    }

    /** A listener has printed this. */
    void heard(Heard event, String id) {
        UUID guest = UUID.fromString(id.substring(0, id.indexOf('/')));
        if (event.door().equals("bell")) {
            bells.merge(guest, 1, Integer::sum);
        } else if (event.type().equals("xen-notify.gap")) {
            readAnew(guest);
        } else if (event.type().startsWith("app.")) {
            heard(Integer.parseInt(event.data().split(" ", 2)[0]), event.door(), guest, id);
        }
    }

    private void heard(int number, String door, UUID guest, String id) {
        assertThat(number).as("an event that somebody sent").isBetween(1, lastNumber);
        unheard.removeIf(entry -> entry.number == number);
        if (door.equals("ring")) {
            assertThat(numbers.merge(id, number, (first, second) -> first))
                    .as("the event that is called %s", id)
                    .isEqualTo(number);
            String before = ids.putIfAbsent(number, id);
            if (before == null) {
                heardFirst(number, guest, id);
            } else {
                assertThat(id).as("the id of event %d", number).isEqualTo(before);
            }
        }
    }

    private void heardFirst(int number, UUID guest, String id) {
        checkSequence(number);
        assertThat(number)
                .as("order of events by ring, first heard; those asked at once may come in any")
                .isGreaterThan(lastOfRing.getOrDefault(guest, 0) - WalkingGuest.ASKED_AT_ONCE);
        lastOfRing.merge(guest, number, Math::max);
        String last = lastId.put(guest, id);
        if (last != null && epoch(last).equals(epoch(id))) {
            assertThat(sequence(id)).as("what follows %s without a gap", last).isEqualTo(sequence(last) + 1);
        }
    }

    private void checkSequence(int number) {
        if (ids.containsKey(number) && sequences.containsKey(number)) {
            assertThat(sequence(ids.get(number)))
                    .as("the sequence with which event %d was accepted, in %s", number, ids.get(number))
                    .isEqualTo(sequences.get(number));
        }
    }

    private static String epoch(String id) {
        return id.substring(0, id.lastIndexOf('/'));
    }

    private static long sequence(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf('/') + 1));
    }

    /** Whether a guest's ring may hold something. */
    boolean isRingUnheard(UUID guest) {
        return unheard.stream().anyMatch(entry -> entry.guest.equals(guest) && entry.keeper == Keeper.RING);
    }

    /** What must be heard now, in words. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        unheard.stream()
                .filter(entry -> entry.keeper != Keeper.NOBODY && entry.keeper != Keeper.IMAGE)
                .forEach(entry -> missing.add("event " + entry.number + " of " + entry.guest + ", in " + entry.keeper));
        bellsDue.forEach((guest, due) -> {
            if (bells.getOrDefault(guest, 0) < due) {
                missing.add("bell of " + guest);
            }
        });
        return missing;
    }
}
