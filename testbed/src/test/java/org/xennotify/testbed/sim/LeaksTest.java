package org.xennotify.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.device.EventChannels;
import org.xennotify.xenstore.XenStoreClient;

class LeaksTest {
    private static final String LEFT = "/local/domain/1/data/xen-notify/outbox/1";

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    @Test
    void shouldTellOnceOfWhatIsStillThereAWhileAfterADomainHasEnded(@TempDir Path directory) throws Exception {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        try (SimHost host = SimHost.start(directory);
                XenStoreClient dom0 = XenStoreClient.connect(host.dom0()::openStore)) {
            host.onLeak(told::add);
            host.create().destroy();
            dom0.write(LEFT, "ok");
            await().untilAsserted(() -> assertThat(told).contains("leaked: node " + LEFT + " of a dead domain"));
        }
        assertThat(told).doesNotHaveDuplicates();
    }

    @Test
    void shouldNotTellOfWhatIsGivenBackInTime() throws Exception {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        sim.host().onLeak(told::add);
        SimGuest guest = sim.host().create();
        EventChannels inGuest = sim.channels(guest.platform());
        EventChannels inDom0 = sim.channels(sim.host().dom0());
        int bound = inDom0.bindInterdomain(guest.domid(), inGuest.allocateUnbound(0));
        guest.destroy();

        assertThat(sim.host().leaksNow()).isNotEmpty();
        inDom0.unbind(bound);
        assertThat(sim.host().leaks()).isEmpty();
        assertThat(told).isEmpty();
    }
}
