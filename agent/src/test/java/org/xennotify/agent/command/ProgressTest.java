package org.xennotify.agent.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(screen, true, UTF_8);
    private long now;
    private int asked;

    private Progress progress(boolean somebodyLooks) {
        return new Progress(
                out,
                () -> {
                    asked++;
                    return somebodyLooks;
                },
                () -> now);
    }

    private void sendFor(Progress progress, int millis) {
        for (int i = 1; i <= millis; i++) {
            now += Duration.ofMillis(1).toNanos();
            progress.done(i);
        }
    }

    private String shown() {
        return screen.toString(UTF_8).replace("\r\u001b[K", "|");
    }

    @Test
    void shouldTellNothingOfWhatIsShort() {
        try (Progress progress = progress(true)) {
            sendFor(progress, 999);
        }
        assertThat(shown()).isEmpty();
        assertThat(asked).isZero();
    }

    @Test
    void shouldTellNowAndThenAndTidyUp() {
        try (Progress progress = progress(true)) {
            sendFor(progress, 1600);
        }
        assertThat(shown()).isEqualTo("|1000 lines sent|1250 lines sent|1500 lines sent|");
    }

    @Test
    void shouldAskOnlyOnceWhetherSomebodyLooks() {
        try (Progress progress = progress(false)) {
            sendFor(progress, 5000);
        }
        assertThat(shown()).isEmpty();
        assertThat(asked).isOne();
    }
}
