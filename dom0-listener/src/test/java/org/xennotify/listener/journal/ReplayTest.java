package org.xennotify.listener.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayTest {
    private static final String UUID = "0c6a4f3e-0000-4000-8000-00000000000";
    private static final Instant TEN = Instant.parse("2026-11-28T10:00:00Z");

    @TempDir
    Path journal;

    private static String line(int minute, String type, int guest) {
        return ("{\"specversion\":\"1.0\",\"source\":\"/xen/host/%s%d\",\"type\":\"%s\",\"subject\":\"web-%d\","
                        + "\"xendomid\":%d,\"xenreceived\":\"2026-11-28T10:%02d:00.000000000Z\"}\n")
                .formatted(UUID, guest, type, guest, guest + 10, minute);
    }

    @BeforeEach
    void write() throws IOException {
        Files.writeString(journal.resolve("000000000009.jsonl"), line(1, "app.one", 1) + line(2, "app.two", 2));
        Files.writeString(
                journal.resolve("000000000010.jsonl"),
                line(3, "other", 1) + "{\"half\": \n" + line(4, "app.one", 2) + "{\"specversion\":\"1.0\",\"id");
        Files.writeString(journal.resolve("notes.jsonl"), line(5, "nobody's", 1));
    }

    private List<String> minutes(Query query) throws IOException {
        List<String> minutes = new ArrayList<>();
        int broken = new Replay(journal, query)
                .readBy((event, line) ->
                        minutes.add(event.path("xenreceived").asText().substring(15, 16)));
        assertThat(broken).isOne();
        return minutes;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 60, '', '', 1 2 3 4",
        "2, 60, '', '', 2 3 4",
        "0, 2, '', '', 1",
        "0, 60, app.*, '', 1 2 4",
        "0, 60, '', web-1, 1 3",
        "0, 60, '', 12, 2 4",
        "0, 60, '', 0c6a4f3e-0000-4000-8000-000000000001, 1 3",
        "0, 60, app.one, web-*, 1 4",
    })
    void onlyWhatIsAskedForComesInItsOrder(int since, int until, String type, String guest, String expected)
            throws IOException {
        Query query = new Query(TEN.plusSeconds(60L * since), TEN.plusSeconds(60L * until), type, guest);
        assertThat(minutes(query)).containsExactly(expected.split(" "));
    }

    @Test
    void aReaderMayStop() throws IOException {
        List<String> lines = new ArrayList<>();
        int broken = new Replay(journal, new Query(Instant.EPOCH, Instant.MAX, "", "")).readBy((event, line) -> {
            lines.add(line);
            return false;
        });
        assertThat(lines).containsExactly(line(1, "app.one", 1).strip());
        assertThat(broken).isZero();
    }

    @Test
    void readingGoesOnWhereItHadEnded() throws IOException {
        Replay replay = new Replay(journal, new Query(Instant.EPOCH, Instant.MAX, "", ""));
        List<String> lines = new ArrayList<>();
        assertThat(replay.readBy((event, line) -> lines.add(line))).isOne();
        lines.clear();
        assertThat(replay.readBy((event, line) -> lines.add(line))).isZero();
        assertThat(lines).isEmpty();
        Files.writeString(
                journal.resolve("000000000010.jsonl"),
                "\":\"1\",\"xenreceived\":\"2026-11-28T10:00:00Z\"}\n" + line(7, "app.one", 1),
                StandardOpenOption.APPEND);
        Files.writeString(journal.resolve("000000000011.jsonl"), line(8, "x".repeat(200_000), 1));
        assertThat(replay.readBy((event, line) -> lines.add(line))).isZero();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("{\"specversion\":\"1.0\",\"id\":\"1\"");
    }
}
