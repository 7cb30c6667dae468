package org.xennotify.listener.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BrakeTest {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMillis(100);

    private long now;
    private int told;
    private final Brake brake = new Brake(100, 1000, SHORTEST, LONGEST, () -> now, () -> told++);

    private void after(Duration time) {
        now += time.toNanos();
    }

    private void takeAllAtOnce() {
        while (brake.take().isZero()) {}
    }

    /** How many pass in so many seconds if there is no end of them. */
    private int storm(int seconds) {
        int passed = 0;
        for (long end = now + Duration.ofSeconds(seconds).toNanos(); now < end; ) {
            passed++;
            Duration pause = brake.take();
            after(pause.isZero() ? Duration.ofNanos(50_000) : pause);
        }
        return passed;
    }

    @Test
    void shouldLetABurstPass() {
        for (int i = 1; i < 1000; i++) {
            assertThat(brake.take()).isZero();
        }
        assertThat(brake.isOn()).isFalse();
        assertThat(brake.take()).isEqualTo(SHORTEST);
        assertThat(brake.isOn()).isTrue();
    }

    @Test
    void shouldLetNoMoreThanSoManyASecondPassInAStorm() {
        assertThat(storm(100)).isBetween(9_000, 12_000);
    }

    @Test
    void shouldPauseLongerEachTime() {
        takeAllAtOnce();
        after(SHORTEST);
        takeAllAtOnce();
        assertThat(brake.pause()).isEqualTo(SHORTEST.multipliedBy(2));
        storm(10);
        takeAllAtOnce();
        assertThat(brake.pause()).isLessThanOrEqualTo(LONGEST);
    }

    @Test
    void shouldNotPauseLongerForWhatComesInAPause() {
        takeAllAtOnce();
        for (int i = 0; i < 10_000; i++) {
            assertThat(brake.take()).isEqualTo(SHORTEST);
        }
        after(SHORTEST);
        assertThat(brake.take()).isEqualTo(SHORTEST.multipliedBy(2));
    }

    @Test
    void shouldForgetAStormAfterAQuietTime() {
        storm(10);
        after(Duration.ofSeconds(11));
        assertThat(brake.isOn()).isFalse();
        takeAllAtOnce();
        assertThat(brake.pause()).isEqualTo(SHORTEST);
    }

    @Test
    void shouldTellOnceForEachStorm() {
        storm(100);
        assertThat(told).isEqualTo(1);
        after(Duration.ofSeconds(11));
        storm(1);
        storm(1);
        assertThat(told).isEqualTo(2);
    }

    @Test
    void shouldNeverHoldBackWhatIsEarned() {
        for (int i = 0; i < 100_000; i++) {
            brake.earn(1);
            assertThat(brake.take()).isZero();
        }
    }

    @Test
    void shouldNotLetAnybodySaveUpForAStorm() {
        for (int i = 0; i < 100_000; i++) {
            brake.earn(1);
        }
        int passed = 0;
        while (brake.take().isZero()) {
            passed++;
        }
        assertThat(passed).isLessThanOrEqualTo(2000);
    }

    @Test
    void shouldLetEverythingPassIfThereIsNone() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(Brake.none().take()).isZero();
        }
    }
}
