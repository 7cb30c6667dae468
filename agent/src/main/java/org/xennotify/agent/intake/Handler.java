package org.xennotify.agent.intake;

import java.util.concurrent.CompletableFuture;
import org.xennotify.agent.outcome.Outcome;

/** Does what applications ask for. */
public interface Handler {
    /**
     * Takes a request; never blocks.
     *
     * @param user who asks, as the kernel says
     * @return what becomes of it; cancelled when nobody waits for it any more
     */
    CompletableFuture<Outcome> handle(String user, Request request);
}
