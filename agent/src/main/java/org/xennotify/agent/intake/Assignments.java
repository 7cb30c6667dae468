package org.xennotify.agent.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xennotify.agent.door.Patience;
import org.xennotify.agent.door.Submission;

/**
 * What programs say by sd_notify(3), as events: lines such as {@code READY=1} and {@code STATUS=text}. What is not in the
 * tables is for a service manager only, and ignored.
 */
final class Assignments {
    private static final Map<String, String> WITHOUT_DATA = Map.of(
            "READY=1", "sd-notify.ready",
            "RELOADING=1", "sd-notify.reloading",
            "STOPPING=1", "sd-notify.stopping",
            "WATCHDOG=1", "sd-notify.watchdog",
            "WATCHDOG=trigger", "sd-notify.watchdog-trigger");

    private static final Map<String, String> WITH_DATA = Map.of(
            "STATUS", "sd-notify.status",
            "ERRNO", "sd-notify.errno",
            "BUSERROR", "sd-notify.buserror",
            "EXIT_STATUS", "sd-notify.exit-status",
            "MAINPID", "sd-notify.mainpid");

    private Assignments() {}

    /** The events of a datagram, in its order. Who sends a datagram gets no answer, so none of them waits for room. */
    static List<Submission> events(byte[] datagram) {
        List<Submission> events = new ArrayList<>();
        for (String line : new String(datagram, ISO_8859_1).split("\n", -1)) {
            event(line).ifPresent(events::add);
        }
        return events;
    }

    private static Optional<Submission> event(String line) {
        String type = WITHOUT_DATA.get(line);
        if (type != null) {
            return Optional.of(submission(type, ""));
        }
        int equals = Math.max(line.indexOf('='), 0);
        return Optional.ofNullable(WITH_DATA.get(line.substring(0, equals)))
                .map(valued -> submission(valued, line.substring(equals + 1)));
    }

    private static Submission submission(String type, String data) {
        return new Submission(type, data.getBytes(ISO_8859_1), Patience.NONE);
    }
}
