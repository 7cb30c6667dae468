package org.xennotify.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecurringTest {
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void shouldMergeSignalsThatComeBeforeItsTurn() {
        Recurring work = new Recurring(queue::add, runs::incrementAndGet);
        work.signal();
        work.signal();
        runQueued();
        assertThat(runs).hasValue(1);
    }

    @Test
    void shouldRunOnceMoreWhenSignalledWhileRunning() {
        Recurring[] work = new Recurring[1];
        work[0] = new Recurring(queue::add, () -> {
            if (runs.incrementAndGet() == 1) {
                work[0].signal();
                work[0].signal();
            }
        });
        work[0].signal();
        runQueued();
        assertThat(runs).hasValue(2);
    }

    @Test
    void shouldRunAgainAfterWorkThatFailed() {
        Recurring work = new Recurring(queue::add, () -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("once");
            }
        });
        work.signal();
        try {
            runQueued();
        } catch (IllegalStateException expected) {
            work.signal();
        }
        runQueued();
        assertThat(runs).hasValue(2);
    }

    @Test
    void shouldDoNothingAfterTheExecutorWasShutDown() {
        ExecutorService ended = Executors.newSingleThreadExecutor();
        ended.shutdown();
        new Recurring(ended, runs::incrementAndGet).signal();
        assertThat(runs).hasValue(0);
    }

    @Test
    void shouldNeverRunTwiceAtATimeNorLoseTheLastSignal() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger given = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        Recurring work = new Recurring(pool, () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            seen.set(given.get());
            inside.decrementAndGet();
        });
        for (int i = 0; i < 50_000; i++) {
            given.incrementAndGet();
            work.signal();
        }
        while (seen.get() != 50_000) {
            Thread.onSpinWait();
        }
        pool.shutdown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValue(1);
    }

    private void runQueued() {
        while (!queue.isEmpty()) {
            queue.pop().run();
        }
    }
}
