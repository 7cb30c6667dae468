package org.xennotify.listener.session;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Heap for what is too large to be kept for each guest. Who asks first has it first: a guest may have to wait for others,
 * and never for ever. Thread-safe.
 */
public final class HeapBudget {
    private final int size;
    private final Deque<Share> waiting = new ArrayDeque<>();
    private int used;

    /** {@code size} in bytes; whoever wants more than that gets it when nobody else has anything. */
    public HeapBudget(int size) {
        this.size = size;
    }

    /** A quarter of what this process may use: the rest is for many guests with little each. */
    public static HeapBudget ofThisProcess() {
        return new HeapBudget((int) Math.min(Runtime.getRuntime().maxMemory() / 4, Integer.MAX_VALUE));
    }

    /** Bytes that guests have now. */
    synchronized int used() {
        return used;
    }

    /** A place for one guest; {@code signal} is called when it can have what it waited for. */
    Share share(Runnable signal) {
        return new Share(signal);
    }

    private boolean fits(int bytes) {
        return used == 0 || bytes <= size - used;
    }

    /** Those that have waited are served first, or a large one would wait as long as there are small ones. */
    private void serve() {
        for (Share next = waiting.peek(); next != null && fits(next.wanted); next = waiting.peek()) {
            waiting.remove();
            next.hold(next.wanted);
            next.signal.run();
        }
    }

    /** What one guest has of it. */
    final class Share {
        private final Runnable signal;
        private int held;
        private int wanted;

        private Share(Runnable signal) {
            this.signal = signal;
        }

        /** Whether it has at least so many bytes now; if not, it waits for them. */
        boolean take(int bytes) {
            synchronized (HeapBudget.this) {
                if (held >= bytes) {
                    return true;
                }
                giveBack();
                if (waiting.isEmpty() && fits(bytes)) {
                    hold(bytes);
                    return true;
                }
                wanted = bytes;
                waiting.add(this);
                return false;
            }
        }

        private void hold(int bytes) {
            held = bytes;
            used += bytes;
        }

        /** Needs nothing of it any more, and waits for nothing. */
        void giveBack() {
            synchronized (HeapBudget.this) {
                boolean waited = waiting.remove(this);
                if (held > 0 || waited) {
                    used -= held;
                    held = 0;
                    serve();
                }
            }
        }

        boolean isWaiting() {
            synchronized (HeapBudget.this) {
                return waiting.contains(this);
            }
        }
    }
}
