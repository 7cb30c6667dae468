package org.xennotify.lifecycle;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that are named after their role and never keep the process alive. */
public final class Threads {
    private Threads() {}

    /** Starts a daemon thread. */
    public static Thread start(String role, Runnable work) {
        Thread thread = new Thread(work, role);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Makes daemon threads {@code role-1}, {@code role-2} … for a pool. */
    public static ThreadFactory named(String role) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, role + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
