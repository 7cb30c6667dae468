package org.xennotify.event;

/**
 * What an application in a guest says.
 *
 * @param type see {@link EventType}
 * @param payload any bytes; empty if there is nothing more to say
 * @param wantsReply whether the sender waits for the handler's answer
 */
@SuppressWarnings("ArrayRecordComponent") // made once, passed on, never compared
public record Message(String type, byte[] payload, boolean wantsReply) {}
