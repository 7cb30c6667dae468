package org.xennotify.agent.outcome;

import java.util.Map;

/** What became of a request. */
public sealed interface Outcome {

    /**
     * Accepted: what the door promises now holds.
     *
     * @param sequence the event's number in its epoch; 0 if its door has none
     */
    record Accepted(long sequence) implements Outcome {
        /** By a door that does not number. */
        public Accepted() {
            this(0);
        }
    }

    /**
     * Accepted, handled and answered {@code ok}.
     *
     * @param data the handler's answer; may be empty
     * @param sequence as in {@link Accepted}
     */
    @SuppressWarnings("ArrayRecordComponent") // made once, passed on, never compared
    record Answered(byte[] data, long sequence) implements Outcome {}

    /**
     * What the agent is doing.
     *
     * @param fields strings, numbers and booleans, in the order in which a person reads them
     */
    record Report(Map<String, Object> fields) implements Outcome {}

    /** Not accepted, or accepted and not answered {@code ok}; the sentence says which and why. */
    record Failed(Exit exit, String sentence) implements Outcome {}
}
