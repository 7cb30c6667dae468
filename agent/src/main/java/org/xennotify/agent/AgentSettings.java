package org.xennotify.agent;

import java.util.OptionalInt;
import org.xennotify.agent.intake.AgentSocket;
import org.xennotify.agent.publication.Pace;
import org.xennotify.vchan.VchanServer;

/**
 * What a person may decide about the agent.
 *
 * @param ringSize bytes of the ring, see {@link VchanServer#isSize}; empty: no ring, but a bell
 */
public record AgentSettings(AgentSocket.Place socket, Pace pace, OptionalInt ringSize) {
    /** The ring's size unless told otherwise, in bytes. */
    public static final int RING_SIZE = 64 * 1024;
}
