package org.xennotify.listener.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;

/**
 * A program that is run for each event.
 *
 * @param command an absolute path and arguments, in which fields may stand in braces; see {@link Field}
 * @param user who runs it; empty: the listener's own
 * @param timeout after which it is killed with all that it has started, 1 ms to {@link #LONGEST}
 * @param pause whether the guest stands still meanwhile
 * @param reads memory of a trap's caller that it is given, at most {@link MemoryRead#MOST} pieces
 */
public record HandlerSettings(
        List<String> command, String user, Duration timeout, boolean pause, List<MemoryRead> reads) {
    /** How long a handler may take if nothing is said about it. */
    public static final Duration TIMEOUT = Duration.ofSeconds(30);

    public static final Duration LONGEST = Duration.ofHours(1);

    public HandlerSettings {
        command = List.copyOf(command);
        reads = List.copyOf(reads);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("run needs a program: run = [\"/path/to/program\", \"argument\"].");
        }
        if (!command.get(0).startsWith("/") || command.get(0).contains("{")) {
            throw new IllegalArgumentException(
                    "the program '" + command.get(0) + "' is not an absolute path, in which no {field} may stand.");
        }
        command.forEach(HandlerSettings::checkFields);
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a timeout is 1ms to 1h.");
        }
        if (reads.size() > MemoryRead.MOST) {
            throw new IllegalArgumentException("read lists at most " + MemoryRead.MOST + " pieces of memory.");
        }
    }

    private static void checkFields(String argument) {
        Matcher braces = Field.in(argument);
        while (braces.find()) {
            String label = braces.group(1);
            if (Field.of(label).isEmpty()) {
                throw new IllegalArgumentException(
                        "{" + label + "} may not stand in run, only " + Field.list() + " may.");
            }
        }
    }
}
