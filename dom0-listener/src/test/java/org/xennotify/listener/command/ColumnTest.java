package org.xennotify.listener.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ColumnTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

    private final ObjectNode guest = JsonNodeFactory.instance.objectNode();

    @Test
    void theLastEventIsNeverInTheFutureAlsoIfTheClockWasSetBack() {
        guest.put("lastEvent", NOW.plusSeconds(3600).toString());
        assertThat(Column.LAST.show(guest, NOW)).isEqualTo("0.00s");
        guest.put("lastEvent", NOW.minusSeconds(90).toString());
        assertThat(Column.LAST.show(guest, NOW)).isEqualTo("1m");
    }

    @Test
    void aGuestWhoseClockIsAheadIsSeenByItsLag() {
        guest.put("lagMillis", -3_600_000);
        assertThat(Column.LAG.show(guest, NOW)).isEqualTo("-1h");
    }
}
