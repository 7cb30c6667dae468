package org.xennotify.listener.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateTest {
    private static final long SECOND = 1_000_000_000;

    private final Rate rate = new Rate();

    @Test
    void shouldComeToWhatThereIsInASecond() {
        for (int tenth = 0; tenth < 600; tenth++) {
            rate.add(10, tenth * SECOND / 10);
        }
        assertThat(rate.perSecond(60 * SECOND)).isCloseTo(100, within(2.0));
    }

    @Test
    void shouldFallToATwentiethInFifteenSecondsOfSilence() {
        rate.add(500, 0);
        assertThat(rate.perSecond(0)).isEqualTo(100);
        assertThat(rate.perSecond(15 * SECOND)).isCloseTo(5, within(0.1));
    }
}
