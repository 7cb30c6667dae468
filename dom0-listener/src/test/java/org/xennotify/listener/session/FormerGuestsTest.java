package org.xennotify.listener.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FormerGuestsTest {
    private final FormerGuests former = new FormerGuests();

    private static GuestStatus status(int domid, long uuid, long events) {
        Optional<Instant> last = events == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(events));
        return new GuestStatus(
                domid,
                "web",
                new UUID(0, uuid),
                "ring",
                "-",
                "",
                events,
                1,
                last,
                OptionalLong.of(2),
                0,
                events + 1,
                events + 2,
                "");
    }

    @Test
    void shouldSumUpAllDomainsOfAGuest() {
        former.add(status(3, 1, 10));
        former.add(status(4, 2, 1000));
        former.add(status(5, 1, 0));

        assertThat(former.of(new UUID(0, 1)).orElseThrow())
                .isEqualTo(new GuestStatus(
                        5,
                        "web",
                        new UUID(0, 1),
                        "ring",
                        "-",
                        "",
                        10,
                        1,
                        Optional.of(Instant.ofEpochSecond(10)),
                        OptionalLong.of(2),
                        0,
                        12,
                        14,
                        ""));
    }

    @Test
    void shouldForgetTheOldestOfVeryMany() {
        for (int uuid = 0; uuid < 5000; uuid++) {
            former.add(status(3, uuid, 1));
            former.add(status(3, 0, 1)); // a guest that comes back all the time is never the oldest
        }

        assertThat(former.of(new UUID(0, 1))).isEmpty();
        assertThat(former.of(new UUID(0, 0))).isPresent();
        assertThat(former.of(new UUID(0, 4999))).isPresent();
    }
}
