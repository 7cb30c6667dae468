package org.xennotify.agent.intake;

import org.xennotify.agent.door.Submission;

/** What an application may ask of the running agent; one line of JSON each, see {@link RequestCodec}. */
public sealed interface Request {

    /** Send an event by a door that carries one. */
    record Send(Via via, Submission submission) implements Request {}

    /** Ring the bell. */
    record Bell() implements Request {}

    /** Say what the agent is doing. */
    record Status() implements Request {}
}
