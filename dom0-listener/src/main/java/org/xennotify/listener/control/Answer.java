package org.xennotify.listener.control;

import java.util.Optional;
import java.util.function.Predicate;
import org.xennotify.listener.sink.Event;

/**
 * What a request comes to.
 *
 * @param line one JSON object, at once
 * @param wanted which events follow it, a line each, for as long as the connection lasts; empty: none
 */
public record Answer(String line, Optional<Predicate<Event>> wanted) {

    /** No more than a line. */
    public static Answer of(String line) {
        return new Answer(line, Optional.empty());
    }
}
