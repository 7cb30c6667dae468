package org.xennotify.event;

/**
 * What Dom0 answers.
 *
 * @param ok whether the event was handled as it should be
 * @param data the handler's answer, or the reason of the failure; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // made once, passed on, never compared
public record Reply(boolean ok, byte[] data) {}
