package org.xennotify.listener.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** An event as a line that a person reads: time, guest, type, data. */
final class EventText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final int NAME = 12;
    private static final int TYPE = 16;
    private static final String DIM = "\u001b[2m";
    private static final String GUEST = "\u001b[36m";
    private static final String KIND = "\u001b[1m";
    private static final String ALARM = "\u001b[1;31m";
    private static final String PLAIN = "\u001b[0m";
    private static final String OWN = "xen-notify.";

    private final ZoneId zone;
    private final boolean coloured;

    /** {@code zone}: where the reader is. */
    EventText(ZoneId zone, boolean coloured) {
        this.zone = zone;
        this.coloured = coloured;
    }

    /** On a terminal: with the time of day, cut to this many columns. */
    String brief(JsonNode event, int width) {
        String time =
                TIME.format(Instant.parse(event.path("xenreceived").asText()).atZone(zone));
        return line(time, event, width);
    }

    /** In a pipe: whole, with Dom0's time as the event has it. */
    String whole(JsonNode event) {
        return line(event.path("xenreceived").asText(), event, Integer.MAX_VALUE);
    }

    private String line(String time, JsonNode event, int width) {
        String type = event.path("type").asText();
        Line line = new Line(width);
        line.add(DIM, time + "  ");
        line.add(GUEST, padded(guest(event), NAME));
        line.add(type.startsWith(OWN) ? ALARM : KIND, padded(type, TYPE));
        line.add("", data(event));
        return line.text.toString().stripTrailing();
    }

    private static String guest(JsonNode event) {
        return event.path("subject").asText(event.path("xendomid").asText());
    }

    private static String data(JsonNode event) {
        return event.has("data_base64")
                ? "base64 " + event.path("data_base64").asText()
                : event.path("data").asText();
    }

    private static String padded(String text, int columns) {
        return ("%-" + columns + "s  ").formatted(text);
    }

    /** What fits into a number of columns, without anything that would move a cursor. */
    private final class Line {
        private final StringBuilder text = new StringBuilder();
        private int left;

        Line(int width) {
            left = width;
        }

        void add(String colour, String part) {
            String shown = Visible.of(part, left);
            left -= Visible.width(shown);
            boolean paints = coloured && !colour.isEmpty();
            text.append(paints ? colour + shown + PLAIN : shown);
        }
    }
}
