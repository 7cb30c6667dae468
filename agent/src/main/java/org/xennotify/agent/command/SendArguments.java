package org.xennotify.agent.command;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.xennotify.agent.door.Patience;
import org.xennotify.agent.intake.Via;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.event.EventType;

/**
 * What {@code send} was told.
 *
 * @param type empty for the bell only
 * @param data as typed; {@code -} stands for standard input
 * @param lines whether every line of standard input is an event
 */
record SendArguments(Via via, Optional<String> type, Optional<String> data, boolean lines, Patience patience) {
    // What a JVM makes of bytes that it cannot read in this locale.
    private static final char UNREADABLE = '\uFFFD';

    static SendArguments parse(Arguments arguments) throws ExitException {
        Via via = via(arguments.text("via").orElse(Via.AUTO.label()));
        List<String> words = arguments.rest();
        boolean lines = arguments.has("lines");
        if (via == Via.BELL) {
            requireBare(words, lines, arguments);
            return new SendArguments(via, Optional.empty(), Optional.empty(), false, Patience.USUAL);
        }
        requireOneEvent(words, lines);
        Optional<String> data = words.stream().skip(1).findFirst();
        return new SendArguments(via, Optional.of(type(words.get(0))), data, lines, patience(arguments));
    }

    private static Via via(String text) throws ExitException {
        Optional<Via> via = Via.parse(text);
        if (via.isEmpty()) {
            throw ExitException.usage("--via takes " + Via.CHOICES + ", not '" + text + "'.");
        }
        return via.get();
    }

    private static void requireBare(List<String> words, boolean lines, Arguments arguments) throws ExitException {
        if (!words.isEmpty() || lines) {
            throw ExitException.usage("the bell carries nothing: leave TYPE, DATA and --lines out.");
        }
        if (arguments.has("wait")) {
            throw ExitException.usage("nobody answers a bell: leave --wait out.");
        }
    }

    private static void requireOneEvent(List<String> words, boolean lines) throws ExitException {
        if (words.isEmpty()) {
            throw ExitException.usage("TYPE is missing: xen-notify send app.ready, for example.");
        }
        if (words.size() > 2) {
            throw ExitException.usage("TYPE and DATA are two words at most: put DATA in quotes.");
        }
        if (lines && words.size() == 2) {
            throw ExitException.usage("with --lines the data comes from standard input: leave DATA out.");
        }
        if (words.size() == 2 && words.get(1).indexOf(UNREADABLE) >= 0) {
            throw ExitException.usage(
                    "DATA cannot be read in this locale: give it on standard input, with - in its place.");
        }
    }

    private static String type(String text) throws ExitException {
        try {
            return EventType.check(text);
        } catch (IllegalArgumentException e) {
            throw ExitException.usage(String.valueOf(e.getMessage()));
        }
    }

    private static Patience patience(Arguments arguments) throws ExitException {
        Duration room = arguments.seconds("timeout").orElse(Patience.ROOM);
        Duration answer = arguments.seconds("wait").orElse(Duration.ZERO);
        if (arguments.has("wait") && answer.isZero()) {
            throw ExitException.usage("--wait takes more than 0 seconds.");
        }
        return new Patience(room, arguments.has("drop"), answer);
    }
}
