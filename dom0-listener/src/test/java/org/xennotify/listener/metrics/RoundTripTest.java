package org.xennotify.listener.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.xennotify.listener.session.Spread;

class RoundTripTest {
    private final List<CompletableFuture<Object>> questions = new ArrayList<>();
    private long now;
    private final RoundTrip roundTrip = new RoundTrip(this::ask, () -> TimeUnit.SECONDS.toNanos(now));

    private CompletableFuture<Object> ask() {
        questions.add(new CompletableFuture<>());
        return questions.get(questions.size() - 1);
    }

    private List<Long> counted() {
        return roundTrip.ask().read().counts();
    }

    @Test
    void shouldCountEachAnswerByHowLongItTook() {
        roundTrip.ask();
        now += 3;
        questions.get(0).complete("");
        assertThat(roundTrip.ask().read().seconds()).isEqualTo(3);
        questions.get(1).complete("");
        assertThat(counted().get(0)).isOne();
        assertThat(counted().get(Spread.BOUNDS.indexOf(5.0))).isOne();
    }

    @Test
    void shouldNotAskAgainWhileAnAnswerIsOutstanding() {
        roundTrip.ask();
        now += 60;
        assertThat(counted()).containsOnly(0L);
        assertThat(questions).hasSize(1);
    }

    @Test
    void shouldAskAgainAfterAFailure() {
        roundTrip.ask();
        questions.get(0).completeExceptionally(new IllegalStateException("no daemon"));
        roundTrip.ask();
        assertThat(questions).hasSize(2);
    }
}
