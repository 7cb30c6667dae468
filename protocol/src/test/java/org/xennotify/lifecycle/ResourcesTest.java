package org.xennotify.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourcesTest {

    @Test
    void shouldReleaseInReverseOrderAlsoAfterAFailure() {
        List<String> released = new ArrayList<>();
        Resources resources = new Resources();
        resources.add(() -> released.add("first"));
        resources.add(() -> {
            throw new IllegalStateException("second");
        });
        resources.add(() -> released.add("third"));
        Throwable failed = catchThrowable(resources::close);
        assertThat(released).containsExactly("third", "first");
        assertThat(failed.getSuppressed()[0]).hasMessage("second");
    }

    @Test
    void shouldDoublePausesUpToTheLargest() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(350));
        assertThat(List.of(backoff.next(), backoff.next(), backoff.next(), backoff.next()))
                .extracting(Duration::toMillis)
                .containsExactly(100L, 200L, 350L, 350L);
        backoff.reset();
        assertThat(backoff.next()).hasMillis(100);
    }
}
