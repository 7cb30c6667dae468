package org.xennotify.listener.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In which line each key of a TOML file stands, which its parser does not tell. It has found the file to be valid, so
 * that only what could look like a key has to be skipped: strings, comments and the inside of brackets.
 */
final class Lines {
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, Integer> elements = new HashMap<>();
    private final String text;
    private int at;
    private int line = 1;

    private Lines(String text) {
        this.text = text;
    }

    static Lines of(String toml) {
        Lines lines = new Lines(toml);
        lines.readStatements();
        return lines;
    }

    /** The line of what a path like {@code route.0.rate.events} names, or of the nearest table around it. */
    int lineOf(String path) {
        String key = path;
        while (!key.isEmpty()) {
            Integer found = lines.get(key);
            if (found != null) {
                return found;
            }
            key = key.substring(0, Math.max(key.lastIndexOf('.'), 0));
        }
        return 1;
    }

    private void readStatements() {
        String table = "";
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == '[') {
                table = header();
            } else if (next == '#' || Character.isWhitespace(next)) {
                skip();
            } else {
                note(join(table, String.join(".", key('='))));
                skipStatement();
            }
        }
    }

    private String header() {
        boolean element = text.startsWith("[[", at);
        at += element ? 2 : 1;
        List<String> parts = key(']');
        String path = "";
        for (int i = 0; i < parts.size(); i++) {
            path = join(path, parts.get(i));
            note(path);
            if (element && i == parts.size() - 1) {
                elements.merge(path, 1, Integer::sum);
            }
            Integer count = elements.get(path);
            path = count == null ? path : join(path, "" + (count - 1));
        }
        note(path);
        skipStatement();
        return path;
    }

    private List<String> key(char end) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        while (text.charAt(at) != end) {
            char next = text.charAt(at);
            if (next == '.') {
                parts.add(part.toString());
                part.setLength(0);
                at++;
            } else if (next == '"' || next == '\'') {
                int start = at + 1;
                skip();
                part.append(text, start, at - 1);
            } else {
                part.append(Character.isWhitespace(next) ? "" : next);
                at++;
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private void skipStatement() {
        int depth = 0;
        while (at < text.length() && (depth > 0 || text.charAt(at) != '\n')) {
            char next = text.charAt(at);
            depth += next == '[' || next == '{' ? 1 : 0;
            depth -= next == ']' || next == '}' ? 1 : 0;
            skip();
        }
    }

    /** Skips a string, a comment or one character. */
    private void skip() {
        char next = text.charAt(at);
        if (next == '#') {
            int end = text.indexOf('\n', at);
            skipTo(end < 0 ? text.length() : end);
        } else if (next == '"' || next == '\'') {
            skipString(String.valueOf(next));
        } else {
            skipTo(at + 1);
        }
    }

    private void skipString(String quote) {
        boolean isLong = text.startsWith(quote.repeat(3), at);
        String end = isLong ? quote.repeat(3) : quote;
        int next = at + end.length();
        while (!text.startsWith(end, next)) {
            next += quote.equals("\"") && text.charAt(next) == '\\' ? 2 : 1;
        }
        next += end.length();
        while (isLong && text.startsWith(quote, next)) { // up to two more belong to the text
            next++;
        }
        skipTo(next);
    }

    private void skipTo(int end) {
        while (at < end) {
            line += text.charAt(at) == '\n' ? 1 : 0;
            at++;
        }
    }

    private void note(String path) {
        lines.putIfAbsent(path, line);
    }

    private static String join(String table, String key) {
        return table.isEmpty() ? key : table + "." + key;
    }
}
