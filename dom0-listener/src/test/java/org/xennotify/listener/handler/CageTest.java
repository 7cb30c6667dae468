package org.xennotify.listener.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CageTest {
    @Test
    void withoutAControlGroupAllThatHasNotDetachedItselfIsKilled() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", "sleep 1000 & sh -c 'sleep 1000 & wait' & wait").start();
        await().until(() -> process.descendants().count() >= 3);
        List<ProcessHandle> family = process.descendants().toList();
        try (Cage cage = new Cage(Optional.empty())) {
            assertThat(cage.entrance()).isEmpty();
            cage.hold(process);
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        await().until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
    }
}
