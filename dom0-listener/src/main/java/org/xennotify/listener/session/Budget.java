package org.xennotify.listener.session;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one guest may use of the listener.
 *
 * @param wakeups of its ports; those that bring records are earned, so that only a storm is ever held back
 * @param nodes changes of its nodes; those that an event in its inbox takes are earned
 * @param attaching to what it publishes
 * @param heap for its large records
 * @param legacy heap for what it leaves when it is no more
 */
record Budget(Brake wakeups, Brake nodes, Brake attaching, HeapBudget.Share heap, HeapBudget.Share legacy) {

    /** What a guest has from the beginning. {@code signal} is called when it can have heap that it waited for. */
    static Budget of(Host host, GuestLog log, Runnable signal) {
        return new Budget(
                brake(20, 200, 10, 100, log, "rings without end: its port is listened to now and then"),
                brake(5, 100, 1000, 5000, log, "changes its nodes without end: they are looked at now and then"),
                brake(1, 20, 1000, 10_000, log, "publishes without end: it is attached to now and then"),
                host.heap().share(signal),
                host.heap().share(signal));
    }

    private static Brake brake(int perSecond, int atOnce, int shortest, int longest, GuestLog log, String line) {
        return new Brake(
                perSecond,
                atOnce,
                Duration.ofMillis(shortest),
                Duration.ofMillis(longest),
                System::nanoTime,
                () -> log.warn(line));
    }

    /** Why it is held back, for tables: words joined by {@code +}; empty if it is not. */
    String throttled() {
        return Stream.of(
                        reason(wakeups.isOn(), "wake-ups"),
                        reason(nodes.isOn(), "nodes"),
                        reason(attaching.isOn(), "epochs"),
                        reason(heap.isWaiting(), "memory"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("+"));
    }

    private static Optional<String> reason(boolean holds, String word) {
        return holds ? Optional.of(word) : Optional.empty();
    }
}
