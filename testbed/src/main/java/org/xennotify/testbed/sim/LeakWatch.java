package org.xennotify.testbed.sim;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.xennotify.testbed.sim.net.Loop;

/** Tells of every leak once, as soon as it has had time to go away by itself. Used on the host's thread only. */
final class LeakWatch {
    private final Loop loop;
    private final Leaks leaks;
    private final Duration grace;
    private final Set<String> told = new HashSet<>();
    private Consumer<String> listener = leak -> {};
    private int occasions;

    LeakWatch(Loop loop, Leaks leaks, Duration grace) {
        this.loop = loop;
        this.leaks = leaks;
        this.grace = grace;
    }

    void tell(Consumer<String> newListener) {
        listener = newListener;
    }

    /** Something happened that may leave something behind; later occasions put the look off, so that they have time. */
    void lookLater() {
        occasions++;
        int occasion = occasions;
        loop.later(grace, () -> {
            if (occasion == occasions) {
                look();
            }
        });
    }

    void look() {
        leaks.ofTheDead().stream().filter(told::add).forEach(listener);
    }
}
