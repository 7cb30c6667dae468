package org.xennotify.testbed.endtoend;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** What becomes true a moment later, also on a busy machine. */
final class Soon {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration INTERVAL = Duration.ofMillis(5);

    private Soon() {}

    static ConditionFactory await() {
        return Awaitility.await()
                .atMost(DEADLINE)
                .pollDelay(Duration.ZERO)
                .pollInterval(INTERVAL)
                .pollInSameThread();
    }
}
