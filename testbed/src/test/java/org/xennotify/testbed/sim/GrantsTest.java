package org.xennotify.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xennotify.device.EventChannelReader;
import org.xennotify.device.GrantExporter;
import org.xennotify.device.GrantMapper;
import org.xennotify.device.GrantedPages;
import org.xennotify.device.MappedPages;
import org.xennotify.device.Platform;
import org.xennotify.device.SharedPages;
import org.xennotify.device.SystemCallException;

class GrantsTest {
    private static final int LIMIT = 1024;
    private static final int BYTE = 21;
    private static final int STEPS = 200_000;

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    private SimGuest guest;
    private GrantExporter inGuest;
    private GrantMapper inDom0;

    @BeforeEach
    void openBothSides() throws IOException {
        guest = sim.host().create();
        inGuest = sim.keep(guest.platform().openGrantExporter());
        inDom0 = sim.keep(sim.host().dom0().openGrantMapper());
    }

    private MappedPages map(GrantedPages pages) throws IOException {
        return inDom0.map(guest.domid(), references(pages), true);
    }

    private static int[] references(GrantedPages pages) {
        return IntStream.range(0, pages.memory().capacity() / SharedPages.PAGE)
                .map(pages::reference)
                .toArray();
    }

    private static void assertRefused(String error, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SystemCallException.class, e -> assertThat(e.error()).isEqualTo(error));
    }

    private void assertCannotMap(int... references) {
        assertRefused("EINVAL", () -> inDom0.map(guest.domid(), references, true));
    }

    @Test
    void shouldShowBothSidesTheSameZeroedMemory() throws Exception {
        try (GrantedPages granted = inGuest.grant(0, 16);
                MappedPages mapped = map(granted)) {
            assertThat(mapped.memory()).isEqualTo(ByteBuffer.allocate(16 * SharedPages.PAGE));
            granted.memory().putInt(15 * SharedPages.PAGE, 4711);
            assertThat(mapped.memory().getInt(15 * SharedPages.PAGE)).isEqualTo(4711);
            mapped.memory().putLong(8, -1);
            assertThat(granted.memory().getLong(8)).isEqualTo(-1);
        }
    }

    @Test
    void shouldShowSomePagesOfAGrantAtTheirPlace() throws Exception {
        try (GrantedPages granted = inGuest.grant(0, 4);
                MappedPages mapped =
                        inDom0.map(guest.domid(), new int[] {granted.reference(1), granted.reference(2)}, true)) {
            granted.memory().put(2 * SharedPages.PAGE, (byte) 7);
            assertThat(mapped.memory().capacity()).isEqualTo(2 * SharedPages.PAGE);
            assertThat(mapped.memory().get(SharedPages.PAGE)).isEqualTo((byte) 7);
        }
    }

    @Test
    void shouldLetNobodyWriteWhatIsMappedForReading() throws Exception {
        try (GrantedPages granted = inGuest.grant(0, 1);
                MappedPages mapped = inDom0.map(guest.domid(), references(granted), false)) {
            assertThat(mapped.memory().isReadOnly()).isTrue();
            granted.memory().put(0, (byte) 7);
            assertThat(mapped.memory().get(0)).isEqualTo((byte) 7);
            assertRefused("EINVAL", () -> mapped.clearOnRelease(0));
        }
    }

    @Test
    void shouldLetOnlyTheNamedDomainMap() throws Exception {
        SimGuest other = sim.host().create();
        try (GrantedPages forOther = inGuest.grant(other.domid(), 1);
                GrantMapper inOther = other.platform().openGrantMapper()) {
            assertCannotMap(forOther.reference(0));
            inOther.map(guest.domid(), references(forOther), true).close();
        }
    }

    @Test
    void shouldMapNothingThatIsNotShared() throws Exception {
        int revoked;
        try (GrantedPages granted = inGuest.grant(0, 1)) {
            revoked = granted.reference(0);
            assertCannotMap(0);
            assertCannotMap(-1);
            assertCannotMap(revoked + 1);
            assertCannotMap(revoked, revoked + 1);
            assertCannotMap();
            assertRefused("EINVAL", () -> inDom0.map(4711, new int[] {revoked}, true));
        }
        assertCannotMap(revoked);
    }

    @Test
    void shouldRefusePagesThatAreNotOnePieceOfMemory() throws Exception {
        try (GrantedPages first = inGuest.grant(0, 2);
                GrantedPages second = inGuest.grant(0, 1)) {
            for (int[] scattered : List.of(
                    new int[] {first.reference(1), second.reference(0)},
                    new int[] {first.reference(1), first.reference(0)},
                    new int[] {first.reference(0), first.reference(0)})) {
                assertThatThrownBy(() -> inDom0.map(guest.domid(), scattered, true))
                        .hasMessage(
                                "map 2 pages of domain " + guest.domid() + ", which are not consecutive pages of one"
                                        + " grant: the simulated host cannot: EOPNOTSUPP");
            }
        }
    }

    @Test
    void shouldUseReferencesAgainAtOnce() throws Exception {
        GrantedPages first = inGuest.grant(0, 1);
        first.memory().put(0, (byte) 7);
        int reference = first.reference(0);
        first.close();

        try (GrantedPages second = inGuest.grant(0, 1)) {
            assertThat(second.reference(0)).isEqualTo(reference).isPositive();
            assertThat(second.memory().get(0)).as("zeroed").isZero();
        }
    }

    @Test
    void shouldShareNoMorePagesThanASystemMay() throws Exception {
        try (GrantedPages most = inGuest.grant(0, LIMIT - 1);
                GrantedPages last = inGuest.grant(0, 1)) {
            assertThat(last.reference(0)).isGreaterThan(most.reference(LIMIT - 2));
            assertRefused("ENOSPC", () -> inGuest.grant(0, 1));
        }
        inGuest.grant(0, LIMIT).close();
        assertRefused("ENOSPC", () -> inGuest.grant(0, LIMIT + 1));
    }

    @Test
    void shouldKeepAGrantForAsLongAsItIsMapped() throws Exception {
        GrantedPages granted = inGuest.grant(0, 1);
        int reference = granted.reference(0);
        try (MappedPages mapped = map(granted)) {
            granted.memory().put(0, (byte) 7);
            granted.close();
            assertThat(mapped.memory().get(0)).isEqualTo((byte) 7);
            try (GrantedPages next = inGuest.grant(0, 1)) {
                assertThat(next.reference(0)).isNotEqualTo(reference);
            }
        }
        assertCannotMap(reference);
    }

    @Test
    void shouldClearAByteWhenTheGranterGivesPagesBack() throws Exception {
        GrantedPages granted = inGuest.grant(0, 1);
        granted.memory().putInt(BYTE - 1, -1);
        granted.clearOnRelease(BYTE);
        try (MappedPages mapped = map(granted)) {
            granted.close();
            assertThat(mapped.memory().getInt(BYTE - 1)).isEqualTo(0xffff00ff);
        }
    }

    @Test
    void shouldClearAByteWhenTheGrantersProcessEnds() throws Exception {
        GrantedPages granted = inGuest.grant(0, 1);
        granted.memory().put(BYTE, (byte) 1);
        granted.clearOnRelease(BYTE);
        try (MappedPages mapped = map(granted)) {
            inGuest.close();
            await().until(() -> mapped.memory().get(BYTE) == 0);
        }
    }

    /** The event channel of a vchan: whoever reads in the guest, and the port in Dom0. */
    private record Channel(BlockingQueue<Integer> raisedInGuest, EventChannelReader dom0, int port) {
        void awaitRaised() throws InterruptedException {
            assertThat(raisedInGuest.poll(5, TimeUnit.SECONDS)).isNotNull();
        }
    }

    private Channel channel() throws IOException {
        BlockingQueue<Integer> raised = new LinkedBlockingQueue<>();
        EventChannelReader reader = reader(guest.platform());
        int port = reader.allocateUnbound(0, () -> raised.add(0));
        EventChannelReader dom0 = reader(sim.host().dom0());
        return new Channel(raised, dom0, dom0.bindInterdomain(guest.domid(), port, () -> {}));
    }

    private EventChannelReader reader(Platform place) throws IOException {
        return sim.keep(EventChannelReader.start(place.openEventChannels(), failure -> {}));
    }

    @Test
    void shouldClearAByteAndRaiseTheOtherEndWhenPagesAreUnmapped() throws Exception {
        Channel channel = channel();
        try (GrantedPages granted = inGuest.grant(0, 1)) {
            granted.memory().put(BYTE, (byte) 1);
            MappedPages mapped = map(granted);
            mapped.clearAndNotifyOnRelease(BYTE, channel.port);
            assertThat(channel.raisedInGuest).isEmpty();
            mapped.close();

            assertThat(granted.memory().get(BYTE)).isZero();
            channel.awaitRaised();
        }
    }

    @Test
    void shouldRaiseTheOtherEndAlsoAfterTheProcessHasClosedThePort() throws Exception {
        Channel channel = channel();
        try (GrantedPages granted = inGuest.grant(0, 1)) {
            granted.memory().put(BYTE, (byte) 1);
            map(granted).clearAndNotifyOnRelease(BYTE, channel.port);
            channel.dom0.close();
            assertThat(sim.host().leaksNow()).isEmpty();
            inDom0.close();

            channel.awaitRaised();
            assertThat(granted.memory().get(BYTE)).isZero();
        }
    }

    @Test
    void shouldNotPromiseToClearWhatIsNotThereOrRaiseWhoIsNot() throws Exception {
        Channel channel = channel();
        try (GrantedPages granted = inGuest.grant(0, 1);
                MappedPages mapped = map(granted)) {
            assertRefused("EINVAL", () -> mapped.clearOnRelease(SharedPages.PAGE));
            assertRefused("EINVAL", () -> mapped.clearOnRelease(-1));
            assertRefused("EINVAL", () -> mapped.clearAndNotifyOnRelease(BYTE, channel.port + 1));
        }
    }

    private boolean isListed(int domid) {
        return sim.host().list().stream().anyMatch(line -> line.startsWith(domid + " "));
    }

    @Test
    void shouldKeepADestroyedDomainAsAZombieUntilItsPagesAreUnmapped() throws Exception {
        GrantedPages granted = inGuest.grant(0, 1);
        granted.memory().put(BYTE, (byte) 1);
        granted.clearOnRelease(BYTE);
        MappedPages mapped = map(granted);
        guest.destroy();

        assertThat(sim.host().list()).containsExactly(guest.domid() + " " + guest.uuid() + " dying (null)");
        assertThat(sim.host().leaksNow()).singleElement().asString().contains("mapping by domain 0", "which is dead");
        assertThat(mapped.memory().get(BYTE)).as("no byte is cleared").isEqualTo((byte) 1);
        assertCannotMap(granted.reference(0));
        mapped.close();
        assertThat(sim.host().list()).isEmpty();
        assertThat(sim.host().leaksNow()).isEmpty();
    }

    @Test
    void shouldStartARebootedGuestBesideItsZombie() throws Exception {
        int before = guest.domid();
        MappedPages mapped = map(inGuest.grant(0, 1));
        guest.reboot();

        assertThat(isListed(before)).isTrue();
        assertThat(sim.host().find(guest.name()).domid())
                .isEqualTo(guest.domid())
                .isNotEqualTo(before);
        assertThatThrownBy(() -> sim.host().find(Integer.toString(before)).destroy())
                .hasMessageContaining("is dying");
        mapped.close();
        assertThat(isListed(before)).isFalse();
    }

    @Test
    void shouldUnmapWhatADestroyedDomainHadMapped() throws Exception {
        SimGuest other = sim.host().create();
        try (GrantMapper inOther = other.platform().openGrantMapper()) {
            GrantedPages granted = inGuest.grant(other.domid(), 1);
            granted.memory().put(BYTE, (byte) 1);
            inOther.map(guest.domid(), references(granted), true).clearOnRelease(BYTE);
            other.destroy();

            assertThat(granted.memory().get(BYTE))
                    .as("nobody was left to clear it")
                    .isEqualTo((byte) 1);
            granted.close();
            assertCannotMap(granted.reference(0));
        }
    }

    @Test
    void shouldShareOnlyAnewAfterARestore() throws Exception {
        GrantedPages before = inGuest.grant(0, 1);
        before.memory().put(0, (byte) 7);
        before.memory().put(BYTE, (byte) 1);
        before.clearOnRelease(BYTE);
        MappedPages mapped = map(before);
        int saved = guest.domid();
        guest.save();
        assertThat(isListed(saved)).isTrue();
        guest.restore();

        assertCannotMap(before.reference(0));
        assertThat(before.memory().get(0)).as("its own memory").isEqualTo((byte) 7);
        try (GrantedPages after = inGuest.grant(0, 1)) {
            map(after).close();
        }
        before.close();
        assertThat(mapped.memory().get(BYTE)).as("memory of the dead domain").isEqualTo((byte) 1);
        mapped.close();
        assertThat(isListed(saved)).isFalse();
    }

    @Test
    void shouldReportWhatIsNotGivenBack() throws Exception {
        try (GrantedPages granted = inGuest.grant(0, 2);
                MappedPages mapped = map(granted)) {
            assertThat(mapped.memory().capacity()).isEqualTo(2 * SharedPages.PAGE);
            assertThat(sim.host().leaksOfAll())
                    .anyMatch(leak -> leak.contains("not given back: 2 pages of domain " + guest.domid()))
                    .anyMatch(leak -> leak.contains("not given back: mapping by domain 0"));
        }
        assertThat(sim.host().leaksOfAll()).isEmpty();
    }

    @Test
    void shouldLeaveNoFileOfPagesThatNobodyHas() throws Exception {
        Path files = sim.host().directory().resolve("pages");
        GrantedPages granted = inGuest.grant(0, 1);
        assertThat(files).isNotEmptyDirectory();
        granted.close();
        try (Stream<Path> left = Files.list(files)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void shouldWorkAtomicallyBetweenProcesses() throws Exception {
        try (GrantedPages granted = inGuest.grant(0, 1)) {
            granted.memory().put(BYTE, (byte) 1);
            granted.clearOnRelease(BYTE);
            Process peer = SharingPeer.start(sim.host().dom0(), guest.domid(), granted.reference(0), STEPS);
            SharingPeer.count(granted.memory(), STEPS);
            assertThat(peer.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(peer.exitValue()).isZero();

            assertThat(granted.memory().getInt(SharingPeer.COUNTER)).isEqualTo(2 * STEPS);
            await().until(() -> granted.memory().get(SharingPeer.LIVE) == 0);
        }
    }
}
