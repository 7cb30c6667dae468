package org.xennotify.agent.sender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xennotify.agent.intake.AgentClient;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.device.UnavailableException;
import org.xennotify.lifecycle.Reason;

/** Sends through the running agent. */
public final class AgentSender implements Sender {
    private final AgentClient agent;

    private AgentSender(AgentClient agent) {
        this.agent = agent;
    }

    /**
     * Connects.
     *
     * @throws UnavailableException if no agent answers there, with cause and remedy in one sentence
     */
    public static AgentSender connect(Path socket) throws UnavailableException {
        try {
            return new AgentSender(AgentClient.connect(socket));
        } catch (IOException e) {
            throw new UnavailableException(sentence(socket, e), e);
        }
    }

    private static String sentence(Path socket, IOException e) {
        if (Files.exists(socket) && !Files.isWritable(socket)) {
            return "no permission to use the agent's socket " + socket
                    + ": have the agent started with another --socket-owner or --socket-mode.";
        }
        return "no agent answers at " + socket + " (" + Reason.alone(e) + "): start it with xen-notify agent.";
    }

    @Override
    public Outcome send(Request request) throws IOException {
        return agent.ask(request);
    }

    @Override
    public boolean isGone() {
        return agent.isGone();
    }

    @Override
    public void close() throws IOException {
        agent.close();
    }
}
