package org.xennotify.listener.session;

import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.xennotify.listener.discovery.GuestId;

/** What is logged about one guest: little, and nothing that the guest could use to mislead a reader. */
final class GuestLog {
    private static final Logger LOG = LoggerFactory.getLogger("guest");
    private static final int LONGEST = 400;

    private final GuestId guest;
    private final LogBudget budget = new LogBudget(System::nanoTime);
    private volatile String name = "";

    GuestLog(GuestId guest) {
        this.guest = guest;
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
            LOG.atLevel(level).log(who() + Printable.of(line, LONGEST) + note(leftOut.getAsInt()));
        }
    }

    private String who() {
        return "guest " + guest.domid() + (name.isEmpty() ? "" : " (" + Printable.of(name, LONGEST) + ")") + ": ";
    }

    private static String note(int leftOut) {
        return leftOut == 0 ? "" : " [" + leftOut + " lines left out before this one]";
    }
}
