package org.xennotify.listener.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What {@code top} shows: as many guests as the screen is high, as many columns as it is wide. */
final class TopScreen {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final String KEYS = "q quit  sort by: d domid  n name  e events  r rate  b backlog";
    private static final String REVERSE = "\u001b[7m";
    private static final String PLAIN = "\u001b[0m";

    /** What is left out first where there is too little room. */
    private static final List<Column> DISPENSABLE = List.of(
            Column.EPOCH,
            Column.DROPPED,
            Column.GAPS,
            Column.DOOR,
            Column.LAG,
            Column.STATE,
            Column.THROTTLED,
            Column.LAST,
            Column.BACKLOG);

    private static final int LONGEST_NAME = 24;

    private final boolean coloured;

    /** {@code coloured}: whether the titles stand out. */
    TopScreen(boolean coloured) {
        this.coloured = coloured;
    }

    /** By what is sorted after a key; {@code before} if that key is for something else. */
    static Column sort(int key, Column before) {
        return switch (key) {
            case 'd' -> Column.DOMID;
            case 'n' -> Column.NAME;
            case 'e' -> Column.EVENTS;
            case 'r' -> Column.RATE;
            case 'b' -> Column.BACKLOG;
            default -> before;
        };
    }

    /** The whole screen, from the top. */
    List<String> lines(List<JsonNode> guests, Column sort, Terminal.Size size, Instant now, LocalTime clock) {
        List<List<String>> rows = new ArrayList<>();
        guests.stream().sorted(sort.order()).forEach(guest -> rows.add(row(guest, now)));
        Layout layout = new Layout(rows, size.columns());
        List<String> lines = new ArrayList<>(List.of("xen-listen top  " + TIME.format(clock), summary(guests)));
        lines.add(layout.line(titles()));
        rows.forEach(row -> lines.add(layout.line(row)));
        return fitted(lines, size);
    }

    private static String summary(List<JsonNode> guests) {
        return String.format(
                Locale.ROOT,
                "%d guests, %d attached, %d throttled: %d events, %.1f a second, backlog %d bytes",
                guests.size(),
                guests.stream()
                        .filter(guest -> Column.STATE.text(guest).equals("attached"))
                        .count(),
                guests.stream()
                        .filter(guest -> !Column.THROTTLED.text(guest).isEmpty())
                        .count(),
                guests.stream()
                        .mapToLong(guest -> guest.path("events").asLong())
                        .sum(),
                guests.stream()
                        .mapToDouble(guest -> guest.path("rate").asDouble())
                        .sum(),
                guests.stream()
                        .mapToLong(guest -> guest.path("backlog").asLong())
                        .sum());
    }

    private static List<String> titles() {
        return EnumSet.allOf(Column.class).stream().map(Column::name).toList();
    }

    /** Every guest has the store door: there is no room to say so. */
    private static List<String> row(JsonNode guest, Instant now) {
        return EnumSet.allOf(Column.class).stream()
                .map(column -> column.show(guest, now).replace("+store", ""))
                .toList();
    }

    /** The last line is for the keys, and the one above says how many guests have no line. */
    private List<String> fitted(List<String> lines, Terminal.Size size) {
        int room = Math.max(size.rows() - 1, 0);
        List<String> fitted = new ArrayList<>(lines);
        if (lines.size() > room) {
            fitted.subList(Math.max(room - 1, 0), lines.size()).clear();
            fitted.add("… " + (lines.size() - Math.max(room - 1, 0)) + " more");
        }
        fitted.add(KEYS);
        List<String> shown = fitted.subList(Math.max(fitted.size() - size.rows(), 0), fitted.size());
        return shown.stream()
                .map(line -> painted(Visible.of(line, size.columns())))
                .toList();
    }

    private String painted(String line) {
        return coloured && line.stripLeading().startsWith(Column.DOMID.name()) ? REVERSE + line + PLAIN : line;
    }

    /** How wide each column is, and which there are. */
    private static final class Layout {
        private final int[] widths = new int[Column.values().length];
        private final Set<Column> columns = EnumSet.allOf(Column.class);

        Layout(List<List<String>> rows, int room) {
            measure(titles());
            rows.forEach(this::measure);
            widths[Column.NAME.ordinal()] = Math.min(widths[Column.NAME.ordinal()], LONGEST_NAME);
            for (Column column : DISPENSABLE) {
                if (width() > room) {
                    columns.remove(column);
                }
            }
        }

        private void measure(List<String> cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], cells.get(i).length());
            }
        }

        private int width() {
            return columns.stream()
                            .mapToInt(column -> widths[column.ordinal()] + 1)
                            .sum()
                    - 1;
        }

        String line(List<String> cells) {
            StringBuilder line = new StringBuilder();
            for (Column column : columns) {
                int width = widths[column.ordinal()];
                String cell = Visible.of(cells.get(column.ordinal()), width);
                line.append(("%" + (column.isNumber() ? "" : "-") + width + "s ").formatted(cell));
            }
            return line.toString().stripTrailing();
        }
    }
}
