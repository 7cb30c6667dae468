package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
        /** Its agent has ended in order, and no sooner than it was handled. */
        PRINTED,
        NOBODY
    }

    private static final Pattern GAP =
            Pattern.compile(".*\"([0-9a-f]{16})\\\\\",\\\\\"first\\\\\":([0-9]+),\\\\\"last\\\\\":([0-9]+)}");

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

    /** An agent of a guest: what it left may be heard beside what the next one sends. */
    private record Life(UUID guest, long endsBefore) {}

    private final List<Entry> unheard = new ArrayList<>();
    private final Map<Integer, String> ids = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Integer, Long> sequences = new HashMap<>();
    private final Map<UUID, List<Integer>> ends = new HashMap<>();
    private final Map<Life, Integer> lastOfLife = new HashMap<>();
    private final Map<Integer, String> lastIds = new HashMap<>();
    private final Map<UUID, Integer> carried = new HashMap<>();
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
        lastIds.clear();
    }

    private void pass(Predicate<Entry> concerned, Keeper to) {
        unheard.stream().filter(concerned).forEach(entry -> entry.keeper = to);
    }

    /** The guest's next ring is another agent's. */
    void agentEnds(UUID guest) {
        ends.computeIfAbsent(guest, unused -> new ArrayList<>()).add(lastNumber);
        silenced(guest);
    }

    /** All until now: then its id does not tell its place in the ring. */
    void mayBeCarriedOver(UUID guest) {
        carried.put(guest, lastNumber);
    }

    /** A listener has printed this. */
    void heard(Heard event, String id) {
        UUID guest = UUID.fromString(id.substring(0, id.indexOf('/')));
        if (event.door().equals("bell")) {
            bells.merge(guest, 1, Integer::sum);
        } else if (event.type().equals("xen-notify.gap")) {
            heardGap(event, guest);
        } else if (event.type().startsWith("app.")) {
            heard(Integer.parseInt(event.data().split(" ", 2)[0]), event, guest, id);
        }
    }

    private void heardGap(Heard event, UUID guest) {
        Matcher gap = GAP.matcher(event.data());
        assertThat(gap.matches()).as(event.data()).isTrue();
        String ring = guest + "/" + gap.group(1) + "/";
        follow(event.domid(), ring + gap.group(2));
        lastIds.put(event.domid(), ring + gap.group(3));
    }

    /** Numbers without a word on a gap. */
    private void follow(int domid, String id) {
        String last = lastIds.put(domid, id);
        if (last != null && epoch(last).equals(epoch(id))) {
            assertThat(sequence(id)).as("what follows %s without a gap", last).isEqualTo(sequence(last) + 1);
        }
    }

    private void heard(int number, Heard event, UUID guest, String id) {
        assertThat(number).as("an event that somebody sent").isBetween(1, lastNumber);
        unheard.removeIf(entry -> entry.number == number);
        if (event.door().equals("ring")) {
            assertThat(numbers.merge(id, number, (first, second) -> first))
                    .as("the event that is called %s", id)
                    .isEqualTo(number);
            if (number > carried.getOrDefault(guest, 0)) {
                follow(event.domid(), id);
            } else {
                lastIds.remove(event.domid());
            }
            String before = ids.putIfAbsent(number, id);
            if (before == null) {
                heardFirst(number, guest);
            } else {
                assertThat(id).as("the id of event %d", number).isEqualTo(before);
            }
        }
    }

    private void heardFirst(int number, UUID guest) {
        checkSequence(number);
        List<Integer> ended = ends.getOrDefault(guest, List.of());
        Life life = new Life(guest, ended.stream().filter(end -> end < number).count());
        assertThat(number)
                .as("order of events by ring, first heard; those asked at once may come in any")
                .isGreaterThan(lastOfLife.getOrDefault(life, 0) - WalkingGuest.ASKED_AT_ONCE);
        lastOfLife.merge(life, number, Math::max);
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

    /** What should have been heard before now, in words. */
    List<String> overdue() {
        return words(entry -> entry.keeper == Keeper.PRINTED);
    }

    /** What must be heard soon, in words. */
    List<String> missing() {
        List<String> missing = words(entry -> entry.keeper != Keeper.NOBODY && entry.keeper != Keeper.IMAGE);
        bellsDue.forEach((guest, due) -> {
            if (bells.getOrDefault(guest, 0) < due) {
                missing.add("bell of " + guest);
            }
        });
        return missing;
    }

    private List<String> words(Predicate<Entry> which) {
        List<String> words = new ArrayList<>();
        unheard.stream()
                .filter(which)
                .forEach(entry -> words.add("event " + entry.number + " of " + entry.guest + ", in " + entry.keeper));
        return words;
    }
}
