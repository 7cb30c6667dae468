package org.xennotify.agent.door;

import org.xennotify.event.Message;

/**
 * An event that somebody hands in.
 *
 * @param type see {@link org.xennotify.event.EventType}
 * @param payload any bytes; empty if there is nothing more to say
 */
@SuppressWarnings("ArrayRecordComponent") // made once, passed on, never compared
public record Submission(String type, byte[] payload, Patience patience) {
    Message message() {
        return new Message(type, payload, patience.wantsAnswer());
    }
}
