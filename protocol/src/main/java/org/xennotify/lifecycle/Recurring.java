package org.xennotify.lifecycle;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Work that a signal makes run once more, on an executor, never twice at a time. Signals merge: any number that come
 * while it is waiting for its turn make one run, and any number that come while it runs make one more.
 */
public final class Recurring {
    private enum State {
        IDLE,
        WAITING,
        RUNNING,
        RUNNING_AND_SIGNALLED
    }

    private final Executor executor;
    private final Runnable work;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

    /** Makes idle work; an exception that it throws goes to the executor, and later signals still count. */
    public Recurring(Executor executor, Runnable work) {
        this.executor = executor;
        this.work = work;
    }

    /** Says that there is something to do. Never blocks. After the executor was shut down this does nothing. */
    public void signal() {
        State before = state.getAndUpdate(Recurring::signalled);
        if (before == State.IDLE) {
            enqueue();
        }
    }

    private static State signalled(State state) {
        return switch (state) {
            case IDLE, WAITING -> State.WAITING;
            case RUNNING, RUNNING_AND_SIGNALLED -> State.RUNNING_AND_SIGNALLED;
        };
    }

    private void enqueue() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException shutDown) {
            state.set(State.IDLE);
        }
    }

    private void run() {
        state.set(State.RUNNING);
        try {
            work.run();
        } finally {
            if (!state.compareAndSet(State.RUNNING, State.IDLE)) {
                state.set(State.WAITING);
                enqueue();
            }
        }
    }
}
