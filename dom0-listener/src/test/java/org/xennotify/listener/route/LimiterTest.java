package org.xennotify.listener.route;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.xennotify.listener.config.Rate;

class LimiterTest {
    private static final long SECOND = 1_000_000_000;

    private long now = Long.MAX_VALUE - 2 * SECOND; // nanoTime may wrap

    private Limiter limiter(long events, long burst, long bytes) {
        return new Limiter(new Rate(events, burst, bytes), () -> now);
    }

    private int pass(Limiter limiter, int payload, int most) {
        int passed = 0;
        while (passed < most && limiter.waitNanos() == 0) {
            limiter.take(payload);
            passed++;
        }
        return passed;
    }

    @Test
    void shouldLetABurstPassAndThenTheRate() {
        Limiter limiter = limiter(100, 200, 0);
        assertThat(pass(limiter, 0, 1000)).isEqualTo(200);
        assertThat(limiter.waitNanos()).isEqualTo(SECOND / 100);
        now += SECOND;
        assertThat(pass(limiter, 0, 1000)).isEqualTo(100);
        now += 10 * SECOND;
        assertThat(pass(limiter, 0, 1000)).isEqualTo(200);
    }

    @Test
    void shouldSayHowLongToWait() {
        Limiter limiter = limiter(4, 1, 0);
        assertThat(pass(limiter, 0, 10)).isEqualTo(1);
        now += SECOND / 8;
        assertThat(limiter.waitNanos()).isEqualTo(SECOND / 8);
        now += SECOND / 8;
        assertThat(limiter.waitNanos()).isZero();
    }

    @Test
    void aLargeEventPassesAndIsPaidForAfterwards() {
        Limiter limiter = limiter(0, 0, 1000);
        assertThat(pass(limiter, 5000, 10)).isEqualTo(1);
        now += 3 * SECOND;
        assertThat(limiter.waitNanos()).isPositive();
        now += SECOND + SECOND / 100;
        assertThat(limiter.waitNanos()).isZero();
    }

    @Test
    void withoutARateAllPasses() {
        assertThat(pass(limiter(0, 0, 0), 1 << 20, 10_000)).isEqualTo(10_000);
    }

    @Property(tries = 200)
    void neverMoreThanBurstAndRatePass(
            @ForAll @IntRange(min = 1, max = 5000) int events, @ForAll @IntRange(min = 1, max = 100) int burst) {
        Limiter limiter = limiter(events, burst, 0);
        int passed = 0;
        for (int step = 0; step < 50; step++) {
            passed += pass(limiter, 0, 100_000);
            now += SECOND / 50;
        }
        assertThat(passed).isBetween(Math.min(burst, events), burst + events);
    }
}
