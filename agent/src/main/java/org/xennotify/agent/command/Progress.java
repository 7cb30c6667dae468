package org.xennotify.agent.command;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.xennotify.lifecycle.Terminals;

/** Tells who looks on how far long work has come: after a second, and then four times a second at most. */
final class Progress implements AutoCloseable {
    private static final long FIRST = TimeUnit.SECONDS.toNanos(1);
    private static final long AGAIN = TimeUnit.MILLISECONDS.toNanos(250);
    private static final String OVERWRITE = "\r\u001b[K";

    private final PrintStream out;
    private final BooleanSupplier somebodyLooks;
    private final LongSupplier nanoTime;
    private long due;
    private boolean shown;
    private boolean unseen;

    /**
     * Tells nothing unless somebody looks, which is asked once.
     *
     * @param nanoTime a clock that only goes forward
     */
    Progress(PrintStream out, BooleanSupplier somebodyLooks, LongSupplier nanoTime) {
        this.out = out;
        this.somebodyLooks = somebodyLooks;
        this.nanoTime = nanoTime;
        this.due = nanoTime.getAsLong() + FIRST;
    }

    /** On standard error if that is a terminal, and lines are not typed in or answered there. */
    static Progress ofLines(PrintStream err, boolean answered) {
        return new Progress(
                err,
                () -> Terminals.isTerminal(2) && !Terminals.isTerminal(0) && !(answered && Terminals.isTerminal(1)),
                System::nanoTime);
    }

    /** So many are done. */
    void done(long count) {
        if (!unseen && nanoTime.getAsLong() - due >= 0) {
            due = nanoTime.getAsLong() + AGAIN;
            unseen = !shown && !somebodyLooks.getAsBoolean();
            shown = !unseen;
            if (shown) {
                out.print(OVERWRITE + count + " lines sent");
                out.flush();
            }
        }
    }

    /** Leaves nothing of it on the screen. */
    @Override
    public void close() {
        if (shown) {
            out.print(OVERWRITE);
            out.flush();
        }
    }
}
