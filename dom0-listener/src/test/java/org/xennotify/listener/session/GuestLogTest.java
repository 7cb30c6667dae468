package org.xennotify.listener.session;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.xennotify.listener.discovery.GuestId;

class GuestLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("guest");
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private long now;
    private final List<Runnable> reminders = new ArrayList<>();
    private final GuestLog log =
            new GuestLog(new GuestId(3, new UUID(0, 3)), call -> pause -> reminders.add(call), () -> now);

    @BeforeEach
    void listen() {
        written.start();
        logger.addAppender(written);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(written);
    }

    @Test
    void whatAGuestWroteCannotForgeALineOrMoveACursor() {
        log.named("a\nb");
        log.warn("x\r\n2026-01-01 ERROR all is lost \u001b[2J \u202e {}");
        assertThat(written.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEqualTo("guest 3 (a?b): x??2026-01-01 ERROR all is lost ?[2J ? {}");
    }

    @Test
    void aLineIsBounded() {
        log.warn("x".repeat(100_000));
        assertThat(written.list.get(0).getFormattedMessage()).hasSizeLessThan(500);
    }

    @Test
    void aGuestThatComplainsForEverFillsNoLog() {
        for (int i = 0; i < 10_000; i++) {
            log.warn("again");
        }
        assertThat(written.list).hasSize(20);
        assertThat(reminders).as("one is enough").hasSize(1);
    }

    @Test
    void howManyLinesWereLeftOutIsToldThoughNoneFollows() {
        for (int i = 0; i < 25; i++) {
            log.warn("again");
        }
        now += Duration.ofSeconds(11).toNanos();
        reminders.get(0).run();
        assertThat(written.list).hasSize(21).last().hasToString("[WARN] guest 3: 5 lines left out");
    }
}
