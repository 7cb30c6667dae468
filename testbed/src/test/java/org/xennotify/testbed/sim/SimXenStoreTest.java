package org.xennotify.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;

/** What the simulated XenStore is between Dom0 and guests. */
class SimXenStoreTest {
    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    private SimGuest guest;
    private XenStoreClient dom0;
    private XenStoreClient inGuest;

    @BeforeEach
    void connect() throws IOException {
        guest = sim.host().create("web");
        dom0 = sim.store(sim.host().dom0());
        inGuest = sim.store(guest.platform());
    }

    private static void assertRefused(String error, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        XenStoreException.class, e -> assertThat(e.error()).isEqualTo(error));
    }

    private static Queue<String> follow(XenStoreClient client, String path) throws IOException {
        Queue<String> fired = new ConcurrentLinkedQueue<>();
        client.watch(path, fired::add);
        await().until(() -> !fired.isEmpty());
        fired.clear();
        return fired;
    }

    @Test
    void shouldKeepAGuestToItsOwn() throws Exception {
        inGuest.write("data/xen-notify/epoch", "0123456789abcdef");

        assertThat(dom0.findText("/local/domain/1/data/xen-notify/epoch")).contains("0123456789abcdef");
        assertThat(inGuest.permissions("data/xen-notify")).hasToString("[n1]");
        assertThat(inGuest.findText("name")).contains("web");
        assertThat(dom0.isIntroduced(guest.domid())).isTrue();
        assertRefused("EACCES", () -> inGuest.write("name", "other"));
        assertRefused("EACCES", () -> inGuest.write("anything", "x"));
        assertRefused("EACCES", () -> inGuest.read("/tool"));
        assertRefused("EACCES", () -> inGuest.isIntroduced(0));
        assertRefused("EINVAL", () -> inGuest.read("data//x"));
        assertRefused("EINVAL", () -> inGuest.read("data/a.b"));
    }

    @Test
    void shouldFireWatchesOfTheNodeAndWhatIsBelow() throws Exception {
        Queue<String> below = follow(dom0, "/local/domain/1/data");
        Queue<String> own = follow(inGuest, "data");

        inGuest.write("data/x", "1");
        await().untilAsserted(() -> assertThat(below).containsExactly("/local/domain/1/data/x"));
        await().untilAsserted(() -> assertThat(own).containsExactly("data/x"));
    }

    @Test
    void shouldTellOfDomainsThatComeAndGo() throws Exception {
        Queue<String> introduced = follow(dom0, "@introduceDomain");
        Queue<String> released = follow(dom0, "@releaseDomain");

        SimGuest other = sim.host().create();
        await().untilAsserted(() -> assertThat(introduced).isNotEmpty());
        other.destroy();
        await().untilAsserted(() -> assertThat(released).isNotEmpty());
        assertThat(dom0.exists("/local/domain/2")).isFalse();
    }

    @Test
    void shouldGoOnUnderANewDomidAfterARestore() throws Exception {
        inGuest.write("data/x", "1");
        Queue<String> fired = follow(inGuest, "domid");
        guest.save();
        guest.restore();

        await().untilAsserted(() -> assertThat(fired).containsExactly("domid"));
        assertThat(inGuest.findText("domid")).contains("2");
        assertThat(inGuest.exists("data/x")).isFalse();
    }

    @Test
    void shouldReportNodesOfADeadDomain() throws Exception {
        guest.destroy();
        dom0.write("/local/domain/1/data/xen-notify/outbox/1", "ok");

        assertThat(sim.host().leaksNow()).isNotEmpty();
        dom0.remove("/local/domain/1");
        assertThat(sim.host().leaksNow()).isEmpty();
    }
}
