package org.xennotify.listener.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RoundTripTest {
    private final List<CompletableFuture<Object>> questions = new ArrayList<>();
    private long now;
    private final RoundTrip roundTrip = new RoundTrip(this::ask, () -> TimeUnit.SECONDS.toNanos(now));

    private CompletableFuture<Object> ask() {
        questions.add(new CompletableFuture<>());
        return questions.get(questions.size() - 1);
    }

    @Test
    void shouldTellHowLongTheLastAnswerTook() {
        assertThat(roundTrip.seconds()).isZero();
        now += 3;
        questions.get(0).complete("");
        assertThat(roundTrip.seconds()).isEqualTo(3);
    }

    @Test
    void shouldTellHowLongAnAnswerIsOutstandingAndAskNoMore() {
        assertThat(roundTrip.seconds()).isZero();
        now += 60;
        assertThat(roundTrip.seconds()).isEqualTo(60);
        assertThat(questions).hasSize(1);
    }

    @Test
    void shouldAskAgainAfterAFailure() {
        assertThat(roundTrip.seconds()).isZero();
        questions.get(0).completeExceptionally(new IllegalStateException("no daemon"));
        assertThat(roundTrip.seconds()).isZero();
        assertThat(questions).hasSize(2);
    }
}
