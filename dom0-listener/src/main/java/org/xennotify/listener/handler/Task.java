package org.xennotify.listener.handler;

import java.util.Map;
import org.xennotify.listener.config.Field;
import org.xennotify.listener.config.HandlerSettings;

/**
 * What a handler is to do.
 *
 * @param settings what is run
 * @param fields of the event, all of them; empty where the event has none
 * @param line the event as a line of JSON, for standard input
 */
@SuppressWarnings("ArrayRecordComponent") // made once, passed on, never compared
public record Task(HandlerSettings settings, Map<Field, String> fields, byte[] line) {}
