package org.xennotify.listener.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.device.EventChannelReader;
import org.xennotify.listener.discovery.GuestId;
import org.xennotify.listener.fake.FakeHost;
import org.xennotify.listener.fake.GuestRing;
import org.xennotify.listener.fake.Routers;
import org.xennotify.listener.monitor.MonitorNotes;
import org.xennotify.listener.route.Router;
import org.xennotify.listener.sink.JsonBytes;
import org.xennotify.listener.sink.LineSink;
import org.xennotify.listener.sink.Output;
import org.xennotify.xenstore.XenStoreClient;

/** However many guests have large records, they share the memory for them, and each has its turn. */
@Timeout(60)
class LargeRecordsTest {
    private static final int GUESTS = 200;
    private static final int PORT = 7;
    private static final int SIZE = 1 << 20;
    private static final int HEAP = 32 << 20;

    @TempDir
    Path run;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final HeapBudget heap = new HeapBudget(HEAP);
    private final Jam output = new Jam();
    private final Router router = Routers.printing(new LineSink("host", output));
    private final List<GuestRing> guests = new ArrayList<>();
    private final List<Ring> rings = new ArrayList<>();
    private final Set<Ring> signalled = new LinkedHashSet<>();
    private FakeHost fake;
    private Host host;

    /** Takes nothing for a while, as a full disk does. */
    private static final class Jam implements Output {
        private boolean jammed;
        private int written;

        @Override
        public boolean write(JsonBytes lines) {
            written += jammed ? 0 : 1;
            return !jammed;
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void attachAll() throws IOException {
        fake = new FakeHost(run);
        host = new Host(
                XenStoreClient.connect(fake.store()::connect),
                false,
                EventChannelReader.start(fake.channels(), e -> {}),
                fake.grants(),
                fake.hypervisor(),
                new MonitorNotes(fake.runDirectory()),
                router,
                Runnable::run,
                () -> true,
                timer,
                heap);
        for (int domid = 1; domid <= GUESTS; domid++) {
            attach(domid);
        }
    }

    private void attach(int domid) throws IOException {
        GuestRing guest = new GuestRing(fake, domid, PORT, SIZE);
        GuestId id = new GuestId(domid, FakeHost.uuid(domid));
        Voice voice = new Voice(id, router.open(() -> {}, line -> {}), () -> {});
        GuestLog log = new GuestLog(id, call -> pause -> {});
        Publication publication =
                new Publication("00000000000000ab", "", OptionalInt.of(PORT), OptionalLong.of(guest.reference()));
        int index = rings.size();
        Budget budget = Budget.of(host, log, () -> signalled.add(rings.get(index)));
        guests.add(guest);
        rings.add(Ring.attach(host, domid, publication, voice, new Tally(), budget, () -> {}));
    }

    @AfterEach
    void closeAll() throws IOException {
        for (Ring ring : rings) {
            ring.close();
        }
        assertThat(heap.used()).isZero();
        host.channels().close();
        host.store().close();
        timer.shutdownNow();
    }

    private void turns() throws IOException {
        for (Ring ring : rings) {
            while (ring.work() == Progress.MORE) {}
        }
    }

    /** Turns of those that are told that it is theirs. */
    private void turnsOfThoseSignalled() throws IOException {
        while (!signalled.isEmpty()) {
            Ring next = signalled.iterator().next();
            signalled.remove(next);
            while (next.work() == Progress.MORE) {}
        }
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void shouldKeepNoMemoryForRecordsThatAreAnnouncedAndNeverFinished() throws IOException {
        long before = usedMemory();
        for (GuestRing guest : guests) {
            ByteBuffer begun = ByteBuffer.allocate(SIZE - 1).order(ByteOrder.LITTLE_ENDIAN);
            guest.send(begun.putInt(0, SIZE));
        }
        turns();
        turns();
        assertThat(heap.used()).isZero();
        assertThat(usedMemory() - before).isLessThan(4 << 20);
    }

    @Test
    void shouldHandleARecordOnceItIsWhole() throws IOException {
        GuestRing guest = guests.get(0);
        guest.send(ByteBuffer.wrap(record(), 0, 100_000).slice());
        turns();
        assertThat(output.written).isZero();
        guest.send(ByteBuffer.wrap(record(), 100_000, SIZE - 100_000).slice());
        turns();
        assertThat(output.written).isEqualTo(1);
        assertThat(guest.vchan().isDrained()).isTrue();
    }

    /** One that takes six bytes for each of its own when it is printed. */
    private static byte[] record() {
        ByteBuffer record = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(SIZE)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) 1)
                .putLong(1)
                .putLong(0);
        return record.put((byte) 'a').array();
    }

    @Test
    void shouldComeRoundToEveryGuestThoughNothingIsTakenForAWhile() throws IOException {
        long before = usedMemory();
        for (GuestRing guest : guests) {
            guest.send(ByteBuffer.wrap(record()));
        }
        output.jammed = true;
        for (int i = 0; i < 3; i++) {
            turns();
        }
        assertThat(heap.used()).isBetween(HEAP / 2, HEAP);
        assertThat(usedMemory() - before).isLessThan(2L * HEAP); // some collectors count what a large array wastes

        output.jammed = false;
        turns(); // as by a timer, for those that have been refused
        turnsOfThoseSignalled();
        assertThat(output.written).isEqualTo(GUESTS);
        for (GuestRing guest : guests) {
            assertThat(guest.vchan().isDrained()).isTrue();
        }
    }
}
