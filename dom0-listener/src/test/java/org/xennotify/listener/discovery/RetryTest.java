package org.xennotify.listener.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetryTest {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final AtomicInteger signals = new AtomicInteger();
    private final Retry retry = new Retry(timer, signals::incrementAndGet);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void howeverOftenItIsAskedForOneSignalIsUnderWay() {
        for (int i = 0; i < 1000; i++) {
            retry.later();
        }
        assertThat(retry.isPending()).isTrue();
        assertThat(timer.getQueue()).hasSize(1);
        await().untilAsserted(() -> assertThat(signals).hasValue(1));
        assertThat(retry.isPending()).isFalse();
    }

    @Test
    void whenEverythingWorksNoSignalIsUnderWay() {
        retry.later();
        retry.reset();
        assertThat(retry.isPending()).isFalse();
        retry.later();
        await().untilAsserted(() -> assertThat(signals).hasValue(1));
    }

    @Test
    void afterTheEndOfTheTimerNothingHappens() {
        timer.shutdownNow();
        retry.later();
        assertThat(signals).hasValue(0);
    }
}
