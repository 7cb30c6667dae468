package org.xennotify.listener.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpreadTest {
    private final Spread spread = new Spread();

    @Test
    void shouldCountInTheFirstClassThatIsLargeEnough() {
        spread.add(2, 100_000);
        spread.add(1, 100_001);
        spread.add(1, 31_000_000_000L);
        assertThat(spread.read().counts()).startsWith(2L, 1L, 0L).endsWith(1L);
        assertThat(spread.read().seconds()).isBetween(31.0002, 31.0004);
    }

    /** Such as a lag from a guest whose clock is ahead, or after Dom0's was set back. */
    @Test
    void shouldTakeLessThanNothingForNothing() {
        spread.add(1, -3_600_000_000_000L);
        spread.add(1, Long.MIN_VALUE);
        assertThat(spread.read().counts()).startsWith(2L);
        assertThat(spread.read().seconds()).isZero();
    }
}
