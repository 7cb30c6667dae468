package org.xennotify.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xennotify.device.EventChannels;
import org.xennotify.device.StaleChannelException;
import org.xennotify.device.SystemCallException;
import org.xennotify.lifecycle.Threads;

class EventChannelsTest {
    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    private SimGuest guest;
    private EventChannels inGuest;
    private EventChannels inDom0;
    private BlockingQueue<Integer> raisedInGuest;
    private BlockingQueue<Integer> raisedInDom0;

    @BeforeEach
    void openBothSides() throws IOException {
        guest = sim.host().create();
        inGuest = sim.channels(guest.platform());
        inDom0 = sim.channels(sim.host().dom0());
        raisedInGuest = follow(inGuest);
        raisedInDom0 = follow(inDom0);
    }

    private static BlockingQueue<Integer> follow(EventChannels channels) {
        BlockingQueue<Integer> raised = new LinkedBlockingQueue<>();
        Threads.start("test-reader", () -> {
            int[] ports = new int[EventChannels.BATCH];
            try {
                for (int count = channels.await(ports); count > 0; count = channels.await(ports)) {
                    for (int i = 0; i < count; i++) {
                        raised.add(ports[i]);
                    }
                }
            } catch (IOException domainEnded) {
                raised.add(-1);
            }
        });
        return raised;
    }

    private static int next(BlockingQueue<Integer> raised) throws InterruptedException {
        Integer port = raised.poll(5, TimeUnit.SECONDS);
        assertThat(port).as("a raised port").isNotNull();
        return port;
    }

    /** Whatever a request causes is sent before its answer, so that nothing is under way after it. */
    private static void assertQuiet(BlockingQueue<Integer> raised, EventChannels channels) throws IOException {
        channels.unbind(channels.allocateUnbound(0));
        assertThat(raised).isEmpty();
    }

    private static void assertRefused(String error, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SystemCallException.class, e -> assertThat(e.error()).isEqualTo(error));
    }

    @Test
    void shouldRaiseTheBinderAtOnceAndNotTheAllocator() throws Exception {
        int port = inGuest.allocateUnbound(0);
        int bound = inDom0.bindInterdomain(guest.domid(), port);

        assertThat(next(raisedInDom0)).isEqualTo(bound);
        assertQuiet(raisedInGuest, inGuest);
    }

    @Test
    void shouldRaiseTheOtherEnd() throws Exception {
        int port = inGuest.allocateUnbound(0);
        int bound = inDom0.bindInterdomain(guest.domid(), port);
        inDom0.unmask(next(raisedInDom0));

        inGuest.notify(port);
        assertThat(next(raisedInDom0)).isEqualTo(bound);
        inDom0.notify(bound);
        assertThat(next(raisedInGuest)).isEqualTo(port);
    }

    @Test
    void shouldMergeWhatComesWhileThePortIsMasked() throws Exception {
        int port = inGuest.allocateUnbound(0);
        int bound = inDom0.bindInterdomain(guest.domid(), port);
        next(raisedInDom0);

        for (int i = 0; i < 10; i++) {
            inGuest.notify(port);
        }
        assertQuiet(raisedInDom0, inDom0);
        inDom0.unmask(bound);
        assertThat(next(raisedInDom0)).isEqualTo(bound);
        inDom0.unmask(bound);
        assertQuiet(raisedInDom0, inDom0);
    }

    @Test
    void shouldDropWhatIsSentToNobody() throws Exception {
        int port = inGuest.allocateUnbound(0);
        inGuest.notify(port);
        int bound = inDom0.bindInterdomain(guest.domid(), port);
        inDom0.unmask(next(raisedInDom0));

        inDom0.unbind(bound);
        inGuest.notify(port);
        assertQuiet(raisedInDom0, inDom0);
    }

    @Test
    void shouldLetOnlyTheNamedDomainBindAndOnlyOnce() throws Exception {
        SimGuest other = sim.host().create();
        int forOther = inGuest.allocateUnbound(other.domid());
        int forDom0 = inGuest.allocateUnbound(0);
        inDom0.bindInterdomain(guest.domid(), forDom0);

        assertRefused("EINVAL", () -> inDom0.bindInterdomain(guest.domid(), forOther));
        assertRefused("EINVAL", () -> inDom0.bindInterdomain(guest.domid(), forDom0));
        assertRefused("EINVAL", () -> inDom0.bindInterdomain(guest.domid(), 0));
        assertRefused("EINVAL", () -> inDom0.bindInterdomain(guest.domid(), 1));
        assertRefused("EINVAL", () -> inDom0.bindInterdomain(guest.domid(), 999));
        assertRefused("ESRCH", () -> inDom0.bindInterdomain(4711, forDom0));
    }

    @Test
    void shouldLetTheSameDomainBindAgainAfterItClosed() throws Exception {
        int port = inGuest.allocateUnbound(0);
        int bound = inDom0.bindInterdomain(guest.domid(), port);
        inDom0.unbind(bound);

        int again = inDom0.bindInterdomain(guest.domid(), port);
        inGuest.notify(port);
        assertThat(again).isEqualTo(bound);
    }

    @Test
    void shouldCloseThePortsOfAProcessThatEnds() throws Exception {
        int port = inGuest.allocateUnbound(0);
        EventChannels listener = sim.channels(sim.host().dom0());
        listener.bindInterdomain(guest.domid(), port);
        listener.close();

        inDom0.bindInterdomain(guest.domid(), port);
        inGuest.close();
        assertRefused("EINVAL", () -> inDom0.bindInterdomain(guest.domid(), port));
    }

    @Test
    void shouldRefuseWhatAnotherProcessHolds() throws Exception {
        int port = inGuest.allocateUnbound(0);
        EventChannels other = sim.channels(guest.platform());

        assertRefused("ENOTCONN", () -> other.notify(port));
        assertRefused("ENOTCONN", () -> other.unbind(port));
        other.unmask(port);
    }

    @Test
    void shouldRunOutOfPortsAfterThoseThatAGuestMayHave() throws Exception {
        int last = 0;
        for (int number = 3; number <= 1023; number++) {
            last = inGuest.allocateUnbound(0);
        }
        assertThat(last).isEqualTo(1023);
        assertRefused("ENOSPC", () -> inGuest.allocateUnbound(0));
        inGuest.unbind(77);
        assertThat(inGuest.allocateUnbound(0)).isEqualTo(77);
    }

    @Test
    void shouldReportABindingToADeadDomainUntilItIsReleased() throws Exception {
        int bound = inDom0.bindInterdomain(guest.domid(), inGuest.allocateUnbound(0));
        guest.destroy();

        assertThat(sim.host().leaksNow()).singleElement().asString().contains("port " + bound, "dead domain");
        assertThat(next(raisedInGuest)).isEqualTo(-1);
        inDom0.unbind(bound);
        assertThat(sim.host().leaksNow()).isEmpty();
    }

    @Test
    void shouldRefuseStaleChannelsAfterARestoreAndReportWhoeverTouchesThem() throws Exception {
        sim.expectFaults();
        int port = inGuest.allocateUnbound(0);
        guest.save();
        guest.restore();

        inGuest.notify(port);
        assertRefused("ESTALE", () -> inGuest.unbind(port));
        inGuest.close();
        await().untilAsserted(() -> assertThat(sim.host().leaksNow())
                .anyMatch(fault -> fault.contains("was used: Notify"))
                .anyMatch(fault -> fault.contains("was used: Unbind"))
                .anyMatch(fault -> fault.contains("kernel BUG")));
    }

    @Test
    void shouldLetAbandonedChannelsBe() throws Exception {
        int port = inGuest.allocateUnbound(0);
        guest.save();
        guest.restore();
        inGuest.abandon();
        inGuest.close();

        assertThatThrownBy(() -> inGuest.notify(port)).isInstanceOf(StaleChannelException.class);
        EventChannels anew = sim.channels(guest.platform());
        assertThat(anew.allocateUnbound(0)).isEqualTo(port);
    }

    @Test
    void shouldHoldEventsBackWhileTheGuestIsPaused() throws Exception {
        int port = inGuest.allocateUnbound(0);
        int bound = inDom0.bindInterdomain(guest.domid(), port);
        guest.pause();
        inDom0.notify(bound);

        assertQuiet(raisedInGuest, inDom0);
        guest.unpause();
        assertThat(next(raisedInGuest)).isEqualTo(port);
    }

    private static final String MARK = "fedcba9876543210";

    private EventChannels hold() throws Exception {
        return guest.platform().holdEventChannels(MARK).channels();
    }

    /** As the death of its process would: nothing is said to the kernel or to the holder. */
    private void die(EventChannels held) {
        held.abandon();
        await().until(() -> guest.leftHolders() == 1);
    }

    @Test
    void shouldKeepPortsOpenWhoseProcessDiesUntilTheirHolderEnds() throws Exception {
        EventChannels held = hold();
        int port = held.allocateUnbound(0);
        die(held);

        inDom0.notify(inDom0.bindInterdomain(guest.domid(), port));
        assertThat(sim.host().leaksOfAll()).as("of the dead process").noneMatch(leak -> leak.contains("domain 1 "));
        guest.platform().endHolder("0000000000000001");
        assertThat(guest.leftHolders()).isEqualTo(1);
        guest.platform().endHolder(MARK);
        assertThat(guest.leftHolders()).isZero();
        assertRefused("EINVAL", () -> inDom0.bindInterdomain(guest.domid(), port));
    }

    @Test
    void shouldEndTheHolderOfASetThatIsClosed() throws Exception {
        EventChannels held = hold();
        int port = held.allocateUnbound(0);
        held.close();

        assertThat(guest.leftHolders()).isZero();
        assertRefused("EINVAL", () -> inDom0.bindInterdomain(guest.domid(), port));
    }

    @Test
    void shouldReportAHolderThatEndsAfterARestore() throws Exception {
        sim.expectFaults();
        EventChannels held = hold();
        held.allocateUnbound(0);
        guest.save();
        guest.restore();
        die(held);
        assertThat(sim.host().leaksNow()).isEmpty();

        guest.platform().endHolder(MARK);
        assertThat(sim.host().leaksNow()).singleElement().asString().contains("kernel BUG");
    }

    @Test
    void shouldReportAProcessThatEndsAfterARestoreAndHasNoHolder() throws Exception {
        sim.expectFaults();
        inGuest.allocateUnbound(0);
        guest.save();
        guest.restore();
        inGuest.abandon();
        assertThat(sim.host().leaksNow()).isEmpty();

        guest.shutDown();
        assertThat(sim.host().leaksNow()).singleElement().asString().contains("kernel BUG");
    }

    @Test
    void shouldSpareHoldersWhenTheMachineGoesDown() throws Exception {
        EventChannels held = hold();
        held.allocateUnbound(0);
        guest.save();
        guest.restore();
        die(held);

        guest.shutDown();
        assertThat(sim.host().leaks()).isEmpty();
    }
}
