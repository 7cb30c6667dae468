package org.xennotify.agent.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.xennotify.event.StoreText;

class InboxIdTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

    @Property
    void everyNameIsShortAndValid(@ForAll @LongRange(min = 0, max = 4_000_000_000L) long second) {
        String id = InboxId.create(Instant.ofEpochSecond(second));

        assertThat(id).hasSize(InboxId.LENGTH).matches(StoreText::isId);
    }

    @Test
    void aNameIsForgottenAnHourAfterItsSenderStoppedWaiting() {
        assertThat(InboxId.isForgotten(InboxId.create(NOW.minusSeconds(3601)), NOW))
                .isTrue();
        assertThat(InboxId.isForgotten(InboxId.create(NOW.minusSeconds(3600)), NOW))
                .isFalse();
        assertThat(InboxId.isForgotten(InboxId.create(NOW.plusSeconds(60)), NOW))
                .isFalse();
    }

    @Test
    void namesThatOthersChoseAreNeverForgotten() {
        assertThat(InboxId.isForgotten("x", NOW)).isFalse();
        assertThat(InboxId.isForgotten("backup-reply", NOW)).isFalse();
        assertThat(InboxId.isForgotten("_-A-A-A-A-A-", NOW)).isFalse();
    }
}
