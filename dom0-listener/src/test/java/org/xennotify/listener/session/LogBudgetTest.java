package org.xennotify.listener.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LogBudgetTest {
    private long now = Long.MAX_VALUE - 5; // the clock may overflow
    private final LogBudget budget = new LogBudget(() -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void spend(int lines) {
        for (int i = 0; i < lines; i++) {
            assertThat(budget.take()).hasValue(0);
        }
    }

    @Test
    void twentyLinesMayBeSaidAtOnce() {
        spend(20);
        assertThat(budget.take()).isEmpty();
    }

    @Test
    void everyTenSecondsThereIsOneMoreAndItSaysHowManyWereLeftOut() {
        spend(20);
        for (int i = 0; i < 1000; i++) {
            assertThat(budget.take()).isEmpty();
        }
        pass(Duration.ofSeconds(10));
        assertThat(budget.take()).isEqualTo(OptionalInt.of(1000));
        assertThat(budget.take()).isEmpty();
    }

    @Test
    void timeIsNotLostBetweenTwoLines() {
        spend(20);
        pass(Duration.ofSeconds(9));
        assertThat(budget.take()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(budget.take()).isPresent();
    }

    @Test
    void aLongSilenceSavesNoMoreThanTwenty() {
        spend(20);
        pass(Duration.ofDays(1));
        spend(20);
        assertThat(budget.take()).isEmpty();
    }
}
