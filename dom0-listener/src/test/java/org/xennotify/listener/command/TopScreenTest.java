package org.xennotify.listener.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TopScreenTest {
    private static final Instant NOW = Instant.parse("2026-11-28T05:12:13Z");
    private static final LocalTime CLOCK = LocalTime.of(6, 12, 13);

    private final List<JsonNode> guests = new ArrayList<>();

    private void guest(int domid, String name, long events, double rate) throws IOException {
        guests.add(new ObjectMapper()
                .readTree("{\"domid\":" + domid + ",\"name\":\"" + name
                        + "\",\"door\":\"ring+store\",\"state\":\"attached\",\"epoch\":\"0123456789abcdef\",\"events\":"
                        + events
                        + ",\"rate\":" + rate
                        + ",\"lastEvent\":\"2026-11-28T05:12:12.75Z\",\"lagMillis\":-1500,\"backlog\":4096,"
                        + "\"gaps\":0,\"droppedReplies\":0,\"throttled\":\"wake-ups\"}"));
    }

    private List<String> lines(Column sort, int rows, int columns) {
        return new TopScreen(false).lines(guests, sort, new Terminal.Size(rows, columns), NOW, CLOCK);
    }

    @Test
    void shouldShowWhatMattersIn80Columns() throws IOException {
        guest(3, "web-1", 1234567, 812.3);
        assertThat(lines(Column.DOMID, 24, 80))
                .containsExactly(
                        "xen-listen top  06:12:13",
                        "1 guests, 1 attached, 1 throttled: 1234567 events, 812.3 a second, backlog 4096…",
                        "DOMID NAME  DOOR STATE     EVENTS  RATE BACKLOG  LAST    LAG THROTTLED GAPS",
                        "    3 web-1 ring attached 1234567 812.3    4096 0.25s -1.50s wake-ups     0",
                        "q quit  sort by: d domid  n name  e events  r rate  b backlog");
    }

    @Test
    void shouldShowEverythingWhereThereIsRoom() throws IOException {
        guest(3, "web-1", 1, 0);
        assertThat(lines(Column.DOMID, 24, 120))
                .anySatisfy(line -> assertThat(line).contains("DROPPED EPOCH"));
    }

    @Test
    void shouldSortByKeys() throws IOException {
        guest(1, "b", 10, 3);
        guest(2, "A", 30, 1);
        guest(3, "c", 20, 2);
        assertThat(order('d')).containsExactly(1, 2, 3);
        assertThat(order('n')).containsExactly(2, 1, 3);
        assertThat(order('e')).containsExactly(2, 3, 1);
        assertThat(order('r')).containsExactly(1, 3, 2);
        assertThat(order('b')).containsExactly(1, 2, 3);
        assertThat(TopScreen.sort('x', Column.RATE)).isEqualTo(Column.RATE);
    }

    private List<Integer> order(char key) {
        return lines(TopScreen.sort(key, Column.DOMID), 24, 80).subList(3, 6).stream()
                .map(line -> Integer.parseInt(line.strip().split(" ", 2)[0]))
                .toList();
    }

    @Test
    void shouldSayHowManyHaveNoLine() throws IOException {
        for (int domid = 1; domid <= 50; domid++) {
            guest(domid, "g" + domid, 0, 0);
        }
        assertThat(lines(Column.DOMID, 10, 80))
                .hasSize(10)
                .element(7)
                .asString()
                .startsWith("    5 g5");
        assertThat(lines(Column.DOMID, 10, 80).get(8)).isEqualTo("… 45 more");
    }

    @Property(tries = 300)
    void shouldFitIntoAnyScreen(
            @ForAll @IntRange(min = 1, max = 60) int rows,
            @ForAll @IntRange(min = 1, max = 200) int columns,
            @ForAll @IntRange(max = 30) int count)
            throws IOException {
        guests.clear();
        for (int domid = 1; domid <= count; domid++) {
            guest(domid, "\u65e5\u672c".repeat(domid), Long.MAX_VALUE, 1e6);
        }
        assertThat(lines(Column.RATE, rows, columns))
                .hasSizeLessThanOrEqualTo(rows)
                .allSatisfy(line -> assertThat(Visible.width(line)).isLessThanOrEqualTo(columns));
    }
}
