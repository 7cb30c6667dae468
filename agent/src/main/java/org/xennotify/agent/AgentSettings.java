package org.xennotify.agent;

import org.xennotify.agent.intake.AgentSocket;
import org.xennotify.agent.publication.Pace;

/** What a person may decide about the agent. */
public record AgentSettings(AgentSocket.Place socket, Pace pace) {}
