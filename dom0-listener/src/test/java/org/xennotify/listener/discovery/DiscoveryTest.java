package org.xennotify.listener.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xennotify.device.Domain;
import org.xennotify.device.Domains;

class DiscoveryTest {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);

    private final List<Domain> domains = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private volatile boolean broken;
    private final Discovery discovery = new Discovery(new Listed(), new Heard(), Runnable::run, timer);

    private final class Listed implements Domains {
        @Override
        public List<Domain> list() throws IOException {
            if (broken) {
                throw new IOException("refused");
            }
            return new ArrayList<>(domains);
        }

        @Override
        public void close() {}
    }

    private final class Heard implements Discovery.Audience {
        @Override
        public void appeared(GuestId guest) {
            heard.add("+" + guest.domid() + "/" + guest.uuid().getLeastSignificantBits());
        }

        @Override
        public void ended(GuestId guest) {
            heard.add("-" + guest.domid() + "/" + guest.uuid().getLeastSignificantBits());
        }
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private void see(Domain... now) {
        domains.clear();
        domains.addAll(List.of(now));
        discovery.signal();
    }

    private static Domain running(int domid, UUID uuid) {
        return new Domain(domid, uuid, false);
    }

    @Test
    void guestsAreHeardOfOnceWhenTheyComeAndOnceWhenTheyGo() {
        see(running(1, ONE));
        see(running(1, ONE), running(2, TWO));
        see(running(2, TWO));
        assertThat(heard).containsExactly("+1/1", "+2/2", "-1/1");
    }

    @Test
    void dom0IsNoGuest() {
        see(running(0, ONE));
        assertThat(heard).isEmpty();
    }

    @Test
    void aDomainThatIsDyingHasEnded() {
        see(running(1, ONE));
        see(new Domain(1, ONE, true));
        see();
        assertThat(heard).containsExactly("+1/1", "-1/1");
    }

    @Test
    void aDomidThatIsUsedAgainIsAnotherGuest() {
        see(running(1, ONE));
        see(running(1, TWO));
        assertThat(heard).containsExactly("+1/1", "-1/1", "+1/2");
    }

    @Test
    void aMigrationToTheSameHostShowsTwoGuestsWithOneUuid() {
        see(running(1, ONE));
        see(running(1, ONE), running(2, ONE));
        see(running(2, ONE));
        assertThat(heard).containsExactly("+1/1", "+2/1", "-1/1");
    }

    @Test
    void aListThatCannotBeReadIsReadAgain() {
        broken = true;
        see(running(1, ONE));
        assertThat(heard).isEmpty();
        broken = false;
        await().untilAsserted(() -> assertThat(heard).containsExactly("+1/1"));
    }
}
