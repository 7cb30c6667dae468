package org.xennotify.listener.handler;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.xennotify.event.Reply;
import org.xennotify.listener.config.HandlerSettings;

/** One handler from its start to its end. */
final class Execution {
    /** Bytes of an answer; no door carries more than its reply ring, which is smaller. */
    static final int ANSWER = 64 * 1024;

    private static final int COMPLAINT = 1024;

    /** How long somebody who got out of the cage may keep a handler's output open. */
    private static final long LAST_WORDS_MILLIS = 500;

    private final HandlerSettings settings;
    private final Process process;
    private final Cage cage;
    private final Drain answer;
    private final Drain complaint;
    private volatile boolean late;

    Execution(HandlerSettings settings, Process process, Cage cage) {
        this.settings = settings;
        this.process = process;
        this.cage = cage;
        this.answer = new Drain(process.getInputStream(), ANSWER);
        this.complaint = new Drain(process.getErrorStream(), COMPLAINT);
    }

    /**
     * Sees to it that the handler ends.
     *
     * @param threads read what it prints
     * @param log takes what is to be said about it
     */
    CompletableFuture<Reply> watch(Executor threads, ScheduledExecutorService timer, Consumer<String> log) {
        threads.execute(answer);
        threads.execute(complaint);
        Runnable kill = () -> threads.execute(this::timeOut);
        Future<?> deadline = timer.schedule(kill, settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        return process.onExit()
                .thenComposeAsync(
                        ended -> {
                            deadline.cancel(false);
                            cage.kill(); // what it has left behind
                            return lastWords(timer);
                        },
                        threads)
                .thenApply(all -> reply(log));
    }

    private void timeOut() {
        late = true;
        cage.kill();
    }

    private CompletableFuture<Void> lastWords(ScheduledExecutorService timer) {
        CompletableFuture<Void> said = CompletableFuture.allOf(answer.ended(), complaint.ended());
        if (!said.isDone()) {
            Future<?> unused = timer.schedule(() -> said.complete(null), LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
        }
        return said;
    }

    private Reply reply(Consumer<String> log) {
        boolean ok = !late && process.exitValue() == 0;
        byte[] said = answer.kept();
        String outcome = late
                ? "timed out after " + settings.timeout().toMillis() + " ms"
                : "ended with status " + process.exitValue();
        String complaints = new String(complaint.kept(), UTF_8).strip();
        if (!ok || !complaints.isEmpty()) {
            log.accept("handler " + settings.command().get(0) + " " + outcome
                    + (complaints.isEmpty() ? "" : ": " + complaints));
        }
        boolean speaks = ok || (!late && said.length > 0);
        return new Reply(ok, speaks ? said : ("handler " + outcome).getBytes(UTF_8));
    }
}
