package org.xennotify.listener.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.xennotify.event.Door;

class FollowersTest {
    private static final Origin GUEST = new Origin(3, new UUID(0, 3), "web-1");

    private final Followers followers = new Followers("host");
    private final AtomicInteger wakes = new AtomicInteger();
    private final Follower follower =
            followers.add(event -> true, wakes::incrementAndGet).orElseThrow();

    private void say(int number, int size) {
        Event event = new Event(GUEST).set(GUEST, Door.RING, 1, number, 0);
        event.type().set(Slice.of("a.b"));
        event.payload().set(Slice.of(new byte[size]));
        followers.hear(event);
    }

    private List<String> taken() {
        return new String(follower.take(), UTF_8).lines().toList();
    }

    @Test
    void shouldWakeOnceForWhatIsTakenTogether() {
        say(1, 10);
        say(2, 10);
        assertThat(wakes).hasValue(1);
        assertThat(taken()).hasSize(2);
        say(3, 10);
        assertThat(wakes).hasValue(2);
        assertThat(taken()).hasSize(1);
        assertThat(taken()).isEmpty();
    }

    @Test
    void shouldKeepNoMoreThanThereIsRoomForAndSayHowManyAreMissing() {
        for (int number = 1; number <= 10_000; number++) {
            say(number, 100);
        }
        byte[] taken = follower.take();
        assertThat(taken.length).isBetween(Follower.FULL, Follower.FULL + 1024);
        List<String> lines = new String(taken, UTF_8).lines().toList();
        int kept = lines.size() - 1;
        assertThat(lines.get(kept)).isEqualTo("{\"leftOut\":" + (10_000 - kept) + "}");
        assertThat(lines.get(kept - 1)).contains("\"sequence\":\"" + kept + "\"");
        assertThat(taken()).isEmpty();
    }

    @Test
    void shouldLeaveOutWhatIsTooLargeWhereItWas() {
        say(1, 1);
        say(2, Follower.LARGEST + 1);
        say(3, Follower.LARGEST);
        assertThat(taken()).hasSize(3).element(1).isEqualTo("{\"leftOut\":1}");
    }

    @Test
    void shouldTellOfWhatIsTooLargeThoughNothingFollows() {
        say(1, Follower.LARGEST + 1);
        assertThat(wakes).hasValue(1);
        assertThat(taken()).containsExactly("{\"leftOut\":1}");
    }

    @Test
    void shouldForgetWhoIsGoneAndHaveRoomForAFew() {
        while (followers.add(event -> false, () -> {}).isPresent()) {
            assertThat(wakes).hasValue(0);
        }
        followers.remove(follower);
        assertThat(followers.add(event -> false, () -> {})).isPresent();
        say(1, 1);
        assertThat(taken()).isEmpty();
    }
}
