package org.xennotify.listener.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

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
    private static final Map<Column, String> TITLES = cells(Column::name);

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
        List<Map<Column, String>> rows = new ArrayList<>();
        guests.stream().sorted(sort.order()).forEach(guest -> rows.add(row(guest, now)));
        Layout layout = new Layout(rows, size.columns());
        List<String> lines = new ArrayList<>(List.of("xen-listen top  " + TIME.format(clock), summary(guests)));
        lines.add(layout.line(TITLES));
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

    private static Map<Column, String> cells(Function<Column, String> cell) {
        Map<Column, String> cells = new EnumMap<>(Column.class);
        EnumSet.allOf(Column.class).forEach(column -> cells.put(column, cell.apply(column)));
        return cells;
    }

    /** Every guest has the store door: there is no room to say so. */
    private static Map<Column, String> row(JsonNode guest, Instant now) {
        return cells(column -> column.show(guest, now).replace("+store", ""));
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

    /** Which columns there are, and how wide each is. */
    private static final class Layout {
        private final Map<Column, Integer> widths = new EnumMap<>(Column.class);

        Layout(List<Map<Column, String>> rows, int room) {
            measure(TITLES);
            rows.forEach(this::measure);
            widths.merge(Column.NAME, LONGEST_NAME, Math::min);
            for (Column column : DISPENSABLE) {
                if (width() > room) {
                    widths.remove(column);
                }
            }
        }

        private void measure(Map<Column, String> cells) {
            cells.forEach((column, cell) -> widths.merge(column, cell.length(), Math::max));
        }

        private int width() {
            return widths.values().stream().mapToInt(width -> width + 1).sum() - 1;
        }

        String line(Map<Column, String> cells) {
            StringBuilder line = new StringBuilder();
            widths.forEach((column, width) -> {
                String cell = Visible.of(cells.getOrDefault(column, ""), width);
                line.append(("%" + (column.isNumber() ? "" : "-") + width + "s ").formatted(cell));
            });
            return line.toString().stripTrailing();
        }
    }
}
