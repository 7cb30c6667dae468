package org.xennotify.listener.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xennotify.device.SystemCallException;
import org.xennotify.device.UnavailableException;
import org.xennotify.event.Door;
import org.xennotify.listener.discovery.GuestId;
import org.xennotify.listener.discovery.Retry;

class TrapDoorTest {
    private final List<String> done = new ArrayList<>();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Retry retry = new Retry(timer, () -> {});
    private final TrapDoor door =
            new TrapDoor(this::open, new GuestLog(new GuestId(3, new UUID(1, 2)), call -> pause -> {}), retry);
    private IOException obstacle;
    private IOException trouble;

    private Link open() throws IOException {
        done.add("open");
        if (obstacle != null) {
            throw obstacle;
        }
        return new FakeLink();
    }

    private final class FakeLink implements Link {
        @Override
        public Door door() {
            return Door.TRAP;
        }

        @Override
        public Progress work() throws IOException {
            if (trouble != null) {
                throw trouble;
            }
            return Progress.PARKED;
        }

        @Override
        public void withdraw() {
            done.add("withdraw");
        }

        @Override
        public void close() {
            done.add("close");
        }
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void shouldNotAttachBeforeSomeRouteAcceptsTraps() throws IOException {
        assertThat(door.work()).isEqualTo(Progress.IDLE);
        door.follow(false);
        assertThat(door.work()).isEqualTo(Progress.IDLE);
        assertThat(done).isEmpty();
        assertThat(door.isAttached()).isFalse();
    }

    @Test
    void shouldBeAttachedExactlyAsLongAsSomeRouteAcceptsTraps() throws IOException {
        door.follow(true);
        assertThat(door.work()).isEqualTo(Progress.PARKED);
        door.follow(true);
        assertThat(door.work()).isEqualTo(Progress.PARKED);
        assertThat(door.isAttached()).isTrue();
        door.follow(false);
        assertThat(door.work()).isEqualTo(Progress.IDLE);
        assertThat(done).containsExactly("open", "close");
        assertThat(door.isAttached()).isFalse();
    }

    @Test
    void shouldLeaveAnotherProgramsMonitorAloneUntilItIsToldToTryAgain() throws IOException {
        obstacle = new SystemCallException("enable", "EBUSY");
        door.follow(true);
        assertThat(door.work()).isEqualTo(Progress.IDLE);
        assertThat(door.work()).isEqualTo(Progress.IDLE);
        assertThat(done).hasSize(1);
        obstacle = null;
        door.follow(true);
        assertThat(door.work()).isEqualTo(Progress.PARKED);
    }

    @Test
    void shouldNotTryAgainWithAGuestThatCannotTrap() throws IOException {
        obstacle = new UnavailableException("only PVH and HVM guests can.");
        door.follow(true);
        assertThat(door.work()).isEqualTo(Progress.IDLE);
        assertThat(door.work()).isEqualTo(Progress.IDLE);
        assertThat(done).hasSize(1);
    }

    @Test
    void shouldTryAgainLaterWithAGuestThatIsNotReadyYet() throws IOException {
        obstacle = new SystemCallException("enable", "EOPNOTSUPP");
        door.follow(true);
        assertThat(door.work()).isEqualTo(Progress.HELD);
        retry.later();
        assertThat(door.work()).isEqualTo(Progress.HELD);
        assertThat(done).hasSize(1);
        retry.reset();
        obstacle = null;
        assertThat(door.work()).isEqualTo(Progress.PARKED);
    }

    @Test
    void shouldBeginAnewWhenARingSaysWhatCannotBe() throws IOException {
        door.follow(true);
        assertThat(door.work()).isEqualTo(Progress.PARKED);
        trouble = new IOException("9 requests");
        assertThat(door.work()).isEqualTo(Progress.HELD);
        trouble = null;
        assertThat(door.work()).isEqualTo(Progress.PARKED);
        assertThat(done).containsExactly("open", "close", "open");
    }

    @Test
    void shouldOnlyTakeItsHandsOffAGuestThatHasEnded() throws IOException {
        door.follow(true);
        door.work();
        door.withdraw();
        door.withdraw();
        assertThat(done).containsExactly("open", "withdraw");
    }
}
