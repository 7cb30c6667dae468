package org.xennotify.testbed.endtoend;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a line of the listener's output says. */
record Heard(int domid, String door, String type, String data) {

    static Heard bell(int domid) {
        return new Heard(domid, "bell", "bell", "");
    }

    static Heard store(int domid, String type, String data) {
        return new Heard(domid, "store", type, data);
    }

    static Heard ring(int domid, String type, String data) {
        return new Heard(domid, "ring", type, data);
    }

    /** The id that a line gives its event. */
    static String id(String line) {
        return field(line, "id");
    }

    static Heard parse(String line) {
        return new Heard(
                Integer.parseInt(field(line, "xendomid")),
                field(line, "xendoor"),
                field(line, "type"),
                field(line, "data"));
    }

    private static String field(String line, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([0-9]+))")
                .matcher(line);
        if (!matcher.find()) {
            return "";
        }
        return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    }
}
