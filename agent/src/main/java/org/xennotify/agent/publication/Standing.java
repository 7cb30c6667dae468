package org.xennotify.agent.publication;

import java.util.Optional;
import org.xennotify.device.EventChannels;

/** How the agent stands with Dom0. */
sealed interface Standing {

    /** Nothing is published, but should be. */
    record Outstanding() implements Standing {}

    /** Dom0 has asked for no event channel. */
    record Quiesced() implements Standing {}

    /** The agent ends. */
    record Stopped() implements Standing {}

    /**
     * Dom0 has been told.
     *
     * @param epoch 16 lower-case hex digits
     * @param domid the domid at that time
     * @param channels hold the port
     * @param port allocated for Dom0
     * @param since when, in nanoseconds of {@link System#nanoTime}
     */
    record Published(String epoch, Optional<String> domid, EventChannels channels, int port, long since)
            implements Standing {

        /** Whether the domain was saved and restored since; its ports are then not to be touched any more. */
        boolean isFromBeforeResume(Surroundings now) {
            return !now.domid().equals(domid) || now.epoch().isEmpty();
        }

        /** Whether another agent has published since. */
        boolean isReplaced(Surroundings now) {
            return now.epoch().filter(other -> !other.equals(epoch)).isPresent();
        }
    }
}
