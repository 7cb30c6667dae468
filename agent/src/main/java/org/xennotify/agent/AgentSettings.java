package org.xennotify.agent;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.xennotify.agent.intake.AgentSocket;
import org.xennotify.agent.publication.Pace;
import org.xennotify.event.Limits;
import org.xennotify.vchan.VchanServer;

/**
 * What a person may decide about the agent.
 *
 * @param ringSize bytes of the ring, see {@link VchanServer#isSize}; empty: no ring, but a bell
 * @param notifySocket where programs are heard that use sd_notify, with the socket's owner and mode; empty: nowhere
 */
public record AgentSettings(AgentSocket.Place socket, Pace pace, OptionalInt ringSize, Optional<Path> notifySocket) {
    /** The ring's size unless told otherwise, in bytes. */
    public static final int RING_SIZE = 64 * 1024;

    /** Bytes of the largest event that one of the agent's doors carries. */
    int largestEvent() {
        return ringSize.orElse(Limits.INBOX_VALUE);
    }
}
