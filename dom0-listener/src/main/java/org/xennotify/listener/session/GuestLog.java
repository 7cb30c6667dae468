package org.xennotify.listener.session;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.xennotify.listener.discovery.GuestId;

/**
 * What is logged about one guest: little, and nothing that the guest could use to mislead a reader. How many lines were
 * left out stands in the next one, or in one of its own if none comes soon.
 */
final class GuestLog {
    private static final Logger LOG = LoggerFactory.getLogger("guest");
    private static final int LONGEST = 400;

    /** Longer than it takes until a line may be said again. */
    private static final Duration SOON = Duration.ofSeconds(11);

    private final GuestId guest;
    private final LogBudget budget;
    private final Host.Alarm reminder;
    private final AtomicBoolean reminding = new AtomicBoolean();
    private volatile String name = "";

    /** {@code alarms} makes an alarm that calls something. */
    GuestLog(GuestId guest, Function<Runnable, Host.Alarm> alarms) {
        this(guest, alarms, System::nanoTime);
    }

    GuestLog(GuestId guest, Function<Runnable, Host.Alarm> alarms, LongSupplier nanoTime) {
        this.guest = guest;
        this.budget = new LogBudget(nanoTime);
        this.reminder = alarms.apply(this::remind);
    }

    void named(String newName) {
        name = newName;
    }

    void info(String line) {
        log(Level.INFO, line);
    }

    void warn(String line) {
        log(Level.WARN, line);
    }

    private void log(Level level, String line) {
        OptionalInt leftOut = budget.take();
        if (leftOut.isPresent()) {
            write(level, Printable.of(line, LONGEST) + note(leftOut.getAsInt()));
        } else if (reminding.compareAndSet(false, true)) {
            reminder.after(SOON);
        }
    }

    private void remind() {
        reminding.set(false);
        budget.takeForThoseLeftOut().ifPresent(leftOut -> write(Level.WARN, leftOut + " lines left out"));
    }

    private void write(Level level, String line) {
        LOG.atLevel(level).log("guest " + guest.domid() + who() + ": " + line);
    }

    private String who() {
        return name.isEmpty() ? "" : " (" + Printable.of(name, LONGEST) + ")";
    }

    private static String note(int leftOut) {
        return leftOut == 0 ? "" : " [" + leftOut + " lines left out before this one]";
    }
}
