package org.xennotify.listener.handler;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.xennotify.event.Reply;
import org.xennotify.lifecycle.Reason;
import org.xennotify.lifecycle.Threads;

/**
 * Runs programs for events. Whoever hands one in never waits: two threads a running handler read what it prints, and
 * there are none while none runs.
 */
public final class Handlers implements AutoCloseable {
    /** Handlers that run at once, of all guests together. */
    public static final int AT_ONCE = 16;

    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("handler"));
    private final ScheduledExecutorService timer;
    private final Launcher launcher;
    private final Cages cages;

    /**
     * @param inputs a directory for files that live until a handler has been started
     * @param timer ends what takes too long
     * @param limit handlers that run at once
     */
    public Handlers(Path inputs, ScheduledExecutorService timer, int limit) {
        this.timer = timer;
        this.launcher = new Launcher(inputs);
        this.cages = new Cages(limit);
    }

    /** Gets ready, which happens by itself otherwise: ends handlers of a listener that was killed, and warns if need be. */
    public void prepare() {
        ControlGroups unused = cages.prepare();
    }

    /**
     * A place for one handler, which is to be used by {@link #run}; empty if as many as may are running.
     *
     * @param whenFree is called once when it is worth to ask again; it must return at once
     */
    public Optional<Cage> reserve(Runnable whenFree) {
        return cages.take(whenFree);
    }

    /** Gives a place back that is not needed after all. */
    public void release(Cage cage) {
        cages.giveBack(cage);
    }

    /**
     * Runs a handler once. It and all that it has started are killed when it takes too long, and what it has left
     * behind is killed when it ends.
     *
     * @param log takes a line if it fails or complains; not more than what the handler says, uncut and unchecked
     * @return what it answers, if it ends with status 0: the first {@value Execution#ANSWER} bytes of its standard
     *     output. Otherwise the same or, if it has printed nothing or took too long, a reason. It never fails, and never
     *     comes once this is closed.
     */
    public CompletableFuture<Reply> run(Cage cage, Task task, Consumer<String> log) {
        return start(cage, task, log).whenComplete((reply, failure) -> cages.giveBack(cage));
    }

    private CompletableFuture<Reply> start(Cage cage, Task task, Consumer<String> log) {
        try {
            return new Execution(task.settings(), launcher.start(task, cage), cage).watch(threads, timer, log);
        } catch (IOException e) {
            log.accept("handler " + task.settings().command().get(0) + " cannot be started: " + Reason.of(e));
            return CompletableFuture.completedFuture(new Reply(false, "handler cannot be started".getBytes(UTF_8)));
        } catch (RejectedExecutionException closedMeanwhile) {
            cage.close();
            return new CompletableFuture<>();
        }
    }

    /** Kills what is running: its events are not handled, and go to the next listener. */
    @Override
    public void close() {
        cages.close();
        threads.shutdown();
    }
}
