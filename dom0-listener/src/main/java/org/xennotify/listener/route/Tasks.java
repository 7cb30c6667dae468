package org.xennotify.listener.route;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.xennotify.listener.config.Field;
import org.xennotify.listener.config.HandlerSettings;
import org.xennotify.listener.handler.Task;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.EventLine;
import org.xennotify.listener.sink.JsonBytes;
import org.xennotify.listener.sink.Slice;

/** Makes of events what handlers are told. Not thread-safe. */
final class Tasks {
    private final EventLine lines;

    Tasks(String host) {
        this.lines = new EventLine(host);
    }

    /** {@code log} takes a line for each piece of memory that the handler has to do without. */
    Task task(HandlerSettings settings, Event event, Consumer<String> log) {
        JsonBytes line = new JsonBytes();
        lines.append(event, Pointers.follow(settings.reads(), event, log), line);
        return new Task(settings, fields(event), line.toArray());
    }

    private Map<Field, String> fields(Event event) {
        Slice type = event.type();
        long sequence = event.sequence();
        Map<Field, String> fields = new EnumMap<>(Field.class);
        fields.put(Field.XENDOMID, Integer.toString(event.origin().domid()));
        fields.put(Field.XENDOOR, event.door().label());
        fields.put(Field.TYPE, new String(type.bytes(), type.from(), type.end() - type.from(), US_ASCII));
        fields.put(Field.ID, lines.id(event));
        fields.put(Field.SUBJECT, new String(event.origin().name(), UTF_8));
        fields.put(Field.SEQUENCE, sequence == 0 ? "" : Long.toUnsignedString(sequence));
        return fields;
    }
}
