package org.xennotify.listener.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.xennotify.device.EventChannelReader;
import org.xennotify.device.SystemCallException;
import org.xennotify.listener.discovery.GuestId;
import org.xennotify.listener.fake.FakeHost;
import org.xennotify.listener.fake.FakeSink;
import org.xennotify.listener.fake.GuestRing;
import org.xennotify.listener.fake.Routers;
import org.xennotify.listener.monitor.MonitorNotes;
import org.xennotify.listener.route.Router;
import org.xennotify.vchan.RingViolationException;
import org.xennotify.xenstore.XenStoreClient;

/** Whatever a guest writes, its ring yields events or ends; nothing else ever happens. */
class HostileRingTest {
    private static final int GUEST = 3;
    private static final int PORT = 7;
    private static final int SIZE = 4096;
    private static final int HEADER = 64;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private FakeHost fake;
    private Host host;
    private Voice voice;

    @BeforeProperty
    void open() throws IOException {
        fake = new FakeHost(Path.of("unused"));
        Router router = Routers.printing(new FakeSink());
        host = new Host(
                XenStoreClient.connect(fake.store()::connect),
                false,
                EventChannelReader.start(fake.channels(), e -> {}),
                fake.grants(),
                fake.hypervisor(),
                new MonitorNotes(fake.runDirectory()),
                router,
                Runnable::run,
                () -> false,
                timer,
                new HeapBudget(1 << 25));
        voice = new Voice(new GuestId(GUEST, FakeHost.uuid(GUEST)), router.open(() -> {}, line -> {}), () -> {});
    }

    @AfterProperty
    void close() throws IOException {
        host.channels().close();
        host.store().close();
        timer.shutdownNow();
    }

    private Ring attach(GuestRing guest) throws IOException {
        Publication publication =
                new Publication("0000000000000001", "", OptionalInt.of(PORT), OptionalLong.of(guest.reference()));
        return Ring.attach(host, GUEST, publication, voice, new Tally(), Budgets.of(host), () -> {});
    }

    /** Turns until it has nothing more to do; a turn is bounded, so this ends. */
    private static void workOff(Ring ring) throws IOException {
        try {
            while (ring.work() == Progress.MORE) {}
        } catch (RingViolationException violation) {
            assertThat(violation.getMessage()).isNotEmpty();
        }
    }

    private void shouldHaveGivenAllBack() {
        assertThat(fake.grants().mapped()).isZero();
        assertThat(fake.channels().bound()).isZero();
    }

    @Property
    void shouldOnlyEndOnAnyBytes(@ForAll @Size(max = 200) byte[] bytes) throws IOException {
        GuestRing guest = new GuestRing(fake, GUEST, PORT, SIZE);
        Ring ring = attach(guest);
        guest.send("good", "");
        guest.send(ByteBuffer.wrap(bytes));
        workOff(ring);
        ring.close();
        shouldHaveGivenAllBack();
    }

    @Provide
    Arbitrary<List<String>> types() {
        return Arbitraries.strings()
                .alpha()
                .ofMinLength(1)
                .ofMaxLength(20)
                .list()
                .ofMaxSize(20);
    }

    @Property
    void shouldOnlyEndOnARecordWithAnyByteChanged(
            @ForAll("types") List<String> types,
            @ForAll @IntRange(max = 500) int at,
            @ForAll byte value,
            @ForAll boolean wantsReply)
            throws IOException {
        GuestRing guest = new GuestRing(fake, GUEST, PORT, 2048);
        for (String type : types) {
            if (wantsReply) {
                guest.ask(type, "data");
            } else {
                guest.send(type, "data");
            }
        }
        guest.page().put(2048 + at, value);
        Ring ring = attach(guest);
        workOff(ring);
        ring.close();
        shouldHaveGivenAllBack();
    }

    @Property
    void shouldOnlyEndOnAnyByteOfThePageChanged(
            @ForAll @IntRange(max = HEADER - 1) int at, @ForAll byte value, @ForAll boolean attached)
            throws IOException {
        GuestRing guest = new GuestRing(fake, GUEST, PORT, SIZE);
        guest.ask("a", "data");
        if (!attached) {
            guest.page().put(at, value);
        }
        try {
            Ring ring = attach(guest);
            guest.page().put(at, value);
            workOff(ring);
            workOff(ring);
            ring.close();
        } catch (RingViolationException | SystemCallException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
        shouldHaveGivenAllBack();
    }
}
