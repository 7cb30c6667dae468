package org.xennotify.agent.door;

import java.time.Duration;

/**
 * How long a sender is ready to wait.
 *
 * @param room for room in the door
 * @param drop whether to give up at once where there is no room
 * @param answer for the handler's answer once the event is accepted; zero: it wants none
 */
public record Patience(Duration room, boolean drop, Duration answer) {
    /** How long is waited for room unless told otherwise. */
    public static final Duration ROOM = Duration.ofSeconds(10);

    /** The longest wait of any kind: what a request can hold of the agent must come back some day. */
    public static final Duration LONGEST = Duration.ofDays(1);

    /** Waits the usual time for room, and for no answer. */
    public static final Patience USUAL = new Patience(ROOM, false, Duration.ZERO);

    /** Takes no time at all. */
    public static final Patience NONE = new Patience(Duration.ZERO, true, Duration.ZERO);

    public boolean wantsAnswer() {
        return !answer.isZero();
    }
}
