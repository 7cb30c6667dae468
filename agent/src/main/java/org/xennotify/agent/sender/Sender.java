package org.xennotify.agent.sender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.intake.Via;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;

/** A way to a door. One thread at a time. */
public interface Sender extends AutoCloseable {

    /**
     * Finds one.
     *
     * @param socket the agent's
     * @throws UnavailableException if there is none, with what was tried
     */
    static Sender open(Via via, Platform platform, Path socket) throws UnavailableException {
        return switch (via) {
            case BELL, RING -> AgentSender.connect(socket);
            case STORE -> StoreSender.open(platform);
            case TRAP -> TrapSender.open(platform);
            case AUTO -> best(platform, socket);
        };
    }

    /** The first that can be had, as a person would try them. */
    private static Sender best(Platform platform, Path socket) throws UnavailableException {
        StringBuilder tried = new StringBuilder("no door is open here: ");
        for (Via via : List.of(Via.RING, Via.STORE, Via.TRAP)) {
            try {
                return open(via, platform, socket);
            } catch (UnavailableException e) {
                tried.append(via == Via.RING ? "" : " Nor the " + via.label() + ": ")
                        .append(e.getMessage());
            }
        }
        throw new UnavailableException(tried.toString());
    }

    /**
     * Sends and waits, as long as the request has patience.
     *
     * @throws IOException if nobody knows what became of the request
     */
    Outcome send(Request request) throws IOException;

    /** Whether this leads nowhere any more, as when the agent was stopped. */
    default boolean isGone() {
        return false;
    }

    @Override
    void close() throws IOException;
}
