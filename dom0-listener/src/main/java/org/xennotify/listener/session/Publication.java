package org.xennotify.listener.session;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.xennotify.event.Door;

/**
 * What an agent offers.
 *
 * @param epoch 16 lower-case hex digits
 * @param platform at most 128 printable ASCII characters
 * @param port 1 to 131071; absent if it has no event channel
 * @param ring a grant reference above 0; absent if it has only a bell
 */
record Publication(String epoch, String platform, OptionalInt port, OptionalLong ring) {

    /** What its port is for; empty if it has none. */
    Optional<Door> door() {
        if (port.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(ring.isPresent() ? Door.RING : Door.BELL);
    }
}
