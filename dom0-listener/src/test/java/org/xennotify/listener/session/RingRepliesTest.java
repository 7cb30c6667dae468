package org.xennotify.listener.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.device.EventChannelReader;
import org.xennotify.event.Reply;
import org.xennotify.listener.fake.FakeHost;
import org.xennotify.listener.fake.GuestRing;
import org.xennotify.vchan.Vchan;
import org.xennotify.vchan.VchanClient;

class RingRepliesTest {
    private static final Reply LARGE = new Reply(true, new byte[900]);
    private static final long SECOND = 1_000_000_000;

    @TempDir
    Path run;

    private final Tally tally = new Tally();
    private final List<Duration> alarms = new ArrayList<>();
    private long now = Long.MAX_VALUE - SECOND;
    private EventChannelReader reader;
    private GuestRing guest;
    private Vchan vchan;
    private RingReplies replies;

    @BeforeEach
    void open() throws IOException {
        FakeHost fake = new FakeHost(run);
        reader = EventChannelReader.start(fake.channels(), e -> {});
        guest = new GuestRing(fake, 3, 7, 4096);
        vchan = VchanClient.attach(fake.grants(), reader, 3, guest.reference(), 7, () -> {})
                .vchan();
        replies = new RingReplies(vchan, tally, alarms::add, () -> now);
        for (int sequence = 1; sequence <= 3; sequence++) {
            replies.add(LARGE, sequence);
            assertThat(replies.place()).isEqualTo(sequence < 3);
        }
    }

    @AfterEach
    void close() throws IOException {
        vchan.close();
        reader.close();
    }

    @Test
    void shouldWaitForRoomAndAskForIt() throws IOException {
        assertThat(replies.isWaiting()).isTrue();
        assertThat(guest.page().get(23) & 2).as("tell me when you have read").isEqualTo(2);
        replies.flush();
        assertThat(guest.replies()).hasSize(2);
        assertThat(replies.place()).isTrue();
        replies.flush();
        assertThat(guest.replies()).hasSize(1);
        assertThat(tally.droppedReplies()).isZero();
    }

    @Test
    void shouldDropAReplyAfterFiveSecondsWithoutRoom() throws IOException {
        assertThat(alarms).containsExactly(Duration.ofSeconds(5));
        now += 5 * SECOND - 1;
        assertThat(replies.place()).isFalse();
        now += 1;
        assertThat(replies.place()).isTrue();
        assertThat(replies.isWaiting()).isFalse();
        assertThat(tally.droppedReplies()).isEqualTo(1);
    }

    @Test
    void shouldNotWaitAgainUntilThereWasRoom() throws IOException {
        now += 5 * SECOND;
        replies.place();
        replies.add(LARGE, 4);
        assertThat(replies.place()).isTrue();
        assertThat(tally.droppedReplies()).isEqualTo(2);
        replies.flush();
        guest.replies();
        for (int sequence = 5; sequence <= 6; sequence++) {
            replies.add(LARGE, sequence);
            assertThat(replies.place()).isTrue();
        }
        replies.add(LARGE, 7);
        assertThat(replies.place()).isFalse();
        assertThat(tally.droppedReplies()).isEqualTo(2);
        assertThat(alarms).hasSize(2);
    }
}
