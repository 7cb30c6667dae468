package org.xennotify.listener.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.xennotify.listener.fake.GuestBlock.PAGE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.device.EventChannelReader;
import org.xennotify.event.Reply;
import org.xennotify.listener.discovery.GuestId;
import org.xennotify.listener.fake.FakeHost;
import org.xennotify.listener.fake.FakeHypervisor;
import org.xennotify.listener.fake.FakeMonitors;
import org.xennotify.listener.fake.FakeSink;
import org.xennotify.listener.fake.GuestBlock;
import org.xennotify.listener.fake.Routers;
import org.xennotify.listener.memory.GuestTables;
import org.xennotify.listener.monitor.MonitorNotes;
import org.xennotify.listener.route.Handling;
import org.xennotify.xenstore.XenStoreClient;

@Timeout(60)
class TrapsTest {
    private static final int DOMID = 3;
    private static final GuestId GUEST = new GuestId(DOMID, FakeHost.uuid(DOMID));

    @TempDir
    Path run;

    private final FakeWay way = new FakeWay();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final AtomicInteger signals = new AtomicInteger();
    private FakeHost fake;
    private FakeHypervisor hypervisor;
    private FakeMonitors monitors;
    private GuestBlock block;
    private Host host;
    private Voice voice;
    private Link traps;
    private boolean closed;

    @BeforeEach
    void open() throws IOException {
        fake = new FakeHost(run);
        hypervisor = fake.hypervisor();
        monitors = hypervisor.monitors();
        block = new GuestBlock(hypervisor);
        host = new Host(
                XenStoreClient.connect(fake.store()::connect),
                false,
                EventChannelReader.start(fake.channels(), e -> {}),
                fake.grants(),
                hypervisor,
                new MonitorNotes(run),
                Routers.printing(new FakeSink()),
                Runnable::run,
                () -> false,
                timer,
                new HeapBudget(1 << 25));
        voice = new Voice(GUEST, way, signals::incrementAndGet);
        traps = Traps.attach(host, GUEST, voice, new GuestLog(GUEST, signal -> pause -> {}), signals::incrementAndGet);
    }

    @AfterEach
    void shouldHaveGivenEverythingBack() throws IOException {
        if (!closed) {
            traps.close();
        }
        assertThat(monitors.mapped()).isZero();
        assertThat(hypervisor.mapped()).isZero();
        assertThat(hypervisor.pauses(DOMID)).isZero();
        assertThat(fake.channels().bound()).isZero();
        assertThat(run.resolve("monitors")).isEmptyDirectory();
        host.store().close();
        host.channels().close();
        timer.shutdownNow();
    }

    private void close() throws IOException {
        closed = true;
        traps.close();
    }

    /** Says something at the beginning of the page. */
    private void say(String data, boolean wantsReply) {
        block.write(PAGE, 1024, "a.b", data, wantsReply);
    }

    private Progress trap(int vcpu, long address) throws IOException {
        monitors.trap(DOMID, vcpu, address, block.process());
        return work();
    }

    private Progress work() throws IOException {
        Progress progress = traps.work();
        voice.turnEnds();
        return progress;
    }

    private void assertStatus(int status) {
        assertThat(block.status(PAGE)).isEqualTo(status);
        assertThat(monitors.isWaiting(DOMID, 0)).isFalse();
    }

    @Test
    void shouldHandleWhatAProcessSays() throws IOException {
        say("hello", false);
        assertThat(trap(0, PAGE)).isEqualTo(Progress.IDLE);
        assertStatus(1);
        assertThat(way.flushed).singleElement().asString().endsWith("/77 a.b hello");
        assertThat(block.reply(PAGE)).isEqualTo("EVENT a.b hello");
    }

    @Test
    void shouldAnswerWhoAsksForIt() throws IOException {
        way.answer = type -> new Handling.Done(new Reply(true, "yes".getBytes(US_ASCII)));
        say("hello", true);
        trap(0, PAGE);
        assertStatus(1);
        assertThat(block.reply(PAGE)).isEqualTo("REPLY ok yes");
    }

    @Test
    void shouldReadAndAnswerAcrossPages() throws IOException {
        way.answer = type -> new Handling.Done(new Reply(true, "y".repeat(200).getBytes(US_ASCII)));
        long address = PAGE + 4096 - 32;
        block.write(address, 3200, "a.b", "x".repeat(3000), true);
        trap(0, address);
        assertThat(block.status(address)).isEqualTo(1);
        assertThat(block.reply(address)).isEqualTo("REPLY ok " + "y".repeat(200));
        assertThat(way.flushed).singleElement().asString().endsWith(" " + "x".repeat(3000));
    }

    @Test
    void shouldSayWhenItIsRefused() throws IOException {
        way.answer = type -> Handling.REFUSED;
        way.shut = true;
        say("hello", true);
        assertThat(trap(0, PAGE)).isEqualTo(Progress.IDLE);
        assertStatus(2);
        assertThat(block.reply(PAGE)).isEqualTo("REPLY error refused");
    }

    @Test
    void shouldRefuseATypeOfOurOwn() throws IOException {
        block.write(PAGE, 1024, "xen-notify.gap", "", false);
        trap(0, PAGE);
        assertStatus(2);
        assertThat(way.handled).isEmpty();
    }

    @Test
    void shouldSayThatAHandlerHasFailed() throws IOException {
        CompletableFuture<Reply> handler = new CompletableFuture<>();
        way.answer = type -> new Handling.Underway(handler);
        say("hello", true);
        assertThat(trap(0, PAGE)).isEqualTo(Progress.PARKED);
        assertThat(monitors.isWaiting(DOMID, 0)).isTrue();
        assertThat(block.status(PAGE)).isZero();
        handler.complete(new Reply(false, "no".getBytes(US_ASCII)));
        assertThat(signals).hasPositiveValue();
        assertThat(work()).isEqualTo(Progress.IDLE);
        assertStatus(4);
        assertThat(block.reply(PAGE)).isEqualTo("REPLY error no");
    }

    @ParameterizedTest
    @CsvSource({"4, 0", "4, 0x7fffffff", "4, -0x80000000", "4, 10", "12, 1", "16, 0x10000", "16, 3", "20, 2", "22, 0"})
    void shouldFindMalformedWhatCannotBe(int at, String value) throws IOException {
        say("hello", false);
        int number = Integer.decode(value);
        block.put(PAGE + at, (byte) number, (byte) (number >> 8));
        if (at < 20) {
            block.put(PAGE + at + 2, (byte) (number >> 16), (byte) (number >> 24));
        }
        assertThat(trap(0, PAGE)).isEqualTo(Progress.IDLE);
        assertStatus(3);
        assertThat(way.handled).isEmpty();
    }

    @Test
    void shouldFindABlockMalformedThatIsNotAligned() throws IOException {
        block.write(PAGE + 8, 1024, "a.b", "hello", false);
        trap(0, PAGE + 8);
        assertThat(block.status(PAGE + 8)).isEqualTo(3);
        assertThat(way.handled).isEmpty();
    }

    @Test
    void shouldFindABlockMalformedThatGoesOnNowhere() throws IOException {
        long address = PAGE + 2 * 4096 - 32;
        block.write(PAGE, 1024, "a.b", "x".repeat(100), false);
        block.put(address, block.get(PAGE, 32));
        trap(0, address);
        assertThat(block.status(address)).isEqualTo(3);
        assertThat(monitors.isWaiting(DOMID, 0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                0x1000,
                PAGE - 4096,
                0x0000_8000_0000_0000L,
                0xffff_7fff_ffff_f000L,
                0xffff_8880_0000_0000L,
                0xffff_ffff_ffff_fff0L,
                0xffff_ffff_ffff_ffffL
            })
    void shouldLetGoWhoNamesNoMemory(long address) throws IOException {
        assertThat(trap(0, address)).isEqualTo(Progress.IDLE);
        assertThat(monitors.isWaiting(DOMID, 0)).isFalse();
        assertThat(way.handled).isEmpty();
    }

    @Test
    void shouldNotLookAtTheKernelsMemoryForAProcess() throws IOException {
        say("hello", false);
        block.tables().clear(PAGE, 1, GuestTables.USER);
        trap(0, PAGE);
        assertThat(monitors.isWaiting(DOMID, 0)).isFalse();
        assertThat(block.status(PAGE)).isZero();
        assertThat(way.handled).isEmpty();
    }

    @Test
    void shouldNotWriteToWhatIsNoBlock() throws IOException {
        say("hello", true);
        block.put(PAGE, (byte) 'Y');
        byte[] before = block.get(PAGE, 4096);
        trap(0, PAGE);
        assertThat(block.get(PAGE, 4096)).isEqualTo(before);
        assertThat(monitors.isWaiting(DOMID, 0)).isFalse();
    }

    @Test
    void shouldNotWriteWhereTheCallerMayOnlyRead() throws IOException {
        say("hello", true);
        block.tables().clear(PAGE, 1, GuestTables.WRITABLE);
        byte[] before = block.get(PAGE, 4096);
        trap(0, PAGE);
        assertThat(way.flushed).hasSize(1);
        assertThat(block.get(PAGE, 4096)).isEqualTo(before);
        assertThat(monitors.isWaiting(DOMID, 0)).isFalse();
    }

    @Test
    void shouldNotWriteToAPageThatIsAnothersByNow() throws IOException {
        CompletableFuture<Reply> handler = new CompletableFuture<>();
        way.answer = type -> new Handling.Underway(handler);
        say("hello", true);
        trap(0, PAGE);
        block.tables().clear(PAGE, 1, GuestTables.WRITABLE);
        byte[] before = block.get(PAGE, 4096);
        handler.complete(new Reply(true, new byte[0]));
        work();
        assertThat(block.get(PAGE, 4096)).isEqualTo(before);
        assertThat(monitors.isWaiting(DOMID, 0)).isFalse();
    }

    @Test
    void shouldNotWriteToWhatIsNoBlockAnyMore() throws IOException {
        CompletableFuture<Reply> handler = new CompletableFuture<>();
        way.answer = type -> new Handling.Underway(handler);
        say("hello", true);
        trap(0, PAGE);
        block.put(PAGE, new byte[64]);
        handler.complete(new Reply(true, new byte[0]));
        work();
        assertThat(block.get(PAGE, 64)).containsOnly(0);
        assertThat(monitors.isWaiting(DOMID, 0)).isFalse();
    }

    @Test
    void shouldUseWhatWasSaidAtTheInstantOfTheTrap() throws IOException {
        way.answer = type -> Handling.HELD;
        say("first", false);
        assertThat(trap(0, PAGE)).isEqualTo(Progress.HELD);
        say("later", false);
        way.answer = type -> Handling.TAKEN;
        assertThat(work()).isEqualTo(Progress.IDLE);
        assertThat(way.flushed).singleElement().asString().endsWith(" first");
        assertStatus(1);
    }

    private void assertLate() throws IOException {
        int before = signals.get();
        await().atMost(Duration.ofSeconds(20)).until(() -> signals.get() > before);
        assertThat(work()).isEqualTo(Progress.IDLE);
        assertStatus(4);
    }

    @Test
    void shouldLetGoWhoseHandlerTakesTooLong() throws IOException {
        way.hold = Duration.ofMillis(30);
        way.answer = type -> new Handling.Underway(new CompletableFuture<>());
        say("hello", true);
        assertThat(trap(0, PAGE)).isEqualTo(Progress.PARKED);
        assertLate();
        assertThat(block.reply(PAGE)).isEqualTo("REPLY error held too long");
    }

    @Test
    void shouldLetGoWhatNoPlaceTakesInTime() throws IOException {
        way.hold = Duration.ofMillis(30);
        way.answer = type -> Handling.HELD;
        say("hello", false);
        assertThat(trap(0, PAGE)).isEqualTo(Progress.HELD);
        assertLate();
        assertThat(way.handled).isEmpty();
    }

    @Test
    void shouldLetGoWhatIsNotOutInTime() throws IOException {
        way.hold = Duration.ofMillis(30);
        way.shut = true;
        say("hello", false);
        assertThat(trap(0, PAGE)).isEqualTo(Progress.HELD);
        assertLate();
    }

    @Test
    void shouldSetTheNextAlarmForWhoIsHeldLonger() throws IOException {
        way.answer = type -> new Handling.Underway(new CompletableFuture<>());
        way.hold = Duration.ofMillis(200);
        block.write(PAGE + 2048, 1024, "a.b", "second", false);
        trap(1, PAGE + 2048);
        way.hold = Duration.ofMillis(30);
        say("hello", false);
        trap(0, PAGE);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            work();
            assertThat(monitors.isWaiting(DOMID, 0)).isFalse();
        });
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            work();
            assertThat(monitors.isWaiting(DOMID, 1)).isFalse();
        });
        assertThat(block.status(PAGE + 2048)).isEqualTo(4);
    }

    @Test
    void shouldNotLetOneVirtualCpuWaitForAnother() throws IOException {
        CompletableFuture<Reply> slow = new CompletableFuture<>();
        way.answer = type -> type.equals("slow") ? new Handling.Underway(slow) : Handling.TAKEN;
        block.write(PAGE, 1024, "slow", "", false);
        trap(0, PAGE);
        for (int vcpu = 1; vcpu < 20; vcpu++) {
            block.write(PAGE + 2048, 1024, "quick", "", false);
            trap(vcpu, PAGE + 2048);
            assertThat(block.status(PAGE + 2048)).isEqualTo(1);
            assertThat(monitors.isWaiting(DOMID, vcpu)).isFalse();
        }
        assertThat(monitors.isWaiting(DOMID, 0)).isTrue();
        slow.complete(new Reply(true, new byte[0]));
        work();
        assertStatus(1);
    }

    @Test
    void shouldLetGoOfTheMemoryOfAGuestThatIsQuiet() throws IOException {
        say("hello", false);
        trap(0, PAGE);
        int mapped = hypervisor.mapped();
        say("again", false);
        trap(0, PAGE);
        assertThat(hypervisor.mapped()).isPositive().isEqualTo(mapped);
        await().atMost(Duration.ofSeconds(20)).until(() -> signals.get() > 0);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            work();
            assertThat(hypervisor.mapped()).isZero();
        });
    }

    @Test
    void shouldTakeEightAtOnce() throws IOException {
        for (int vcpu = 0; vcpu < 8; vcpu++) {
            block.write(PAGE + vcpu * 512, 128, "a.b", "from " + vcpu, false);
            monitors.trap(DOMID, vcpu, PAGE + vcpu * 512, block.process());
        }
        work();
        assertThat(way.flushed).hasSize(8);
        for (int vcpu = 0; vcpu < 8; vcpu++) {
            assertThat(monitors.isWaiting(DOMID, vcpu)).isFalse();
            assertThat(block.status(PAGE + vcpu * 512)).isEqualTo(1);
        }
    }

    @Test
    void shouldGiveBackInTheOrderThatXenNeeds() throws IOException {
        way.answer = type -> new Handling.Underway(new CompletableFuture<>());
        say("hello", false);
        trap(0, PAGE);
        block.write(PAGE + 2048, 128, "a.b", "not taken yet", false);
        monitors.trap(DOMID, 1, PAGE + 2048, block.process());
        close();
        assertStatus(4);
        assertThat(monitors.isWaiting(DOMID, 1)).isFalse();
        assertThat(monitors.done()).containsExactly("enable 3", "listen true", "listen false", "end 3", "close");
    }

    @Test
    void shouldLetGoAlsoOfWhoHadNoRoomToAsk() throws IOException {
        way.answer = type -> new Handling.Underway(new CompletableFuture<>());
        say("hello", false);
        for (int vcpu = 0; vcpu < 12; vcpu++) {
            trap(vcpu, PAGE);
        }
        close();
        for (int vcpu = 0; vcpu < 12; vcpu++) {
            assertThat(monitors.isWaiting(DOMID, vcpu))
                    .as("virtual CPU " + vcpu)
                    .isFalse();
        }
    }

    @Test
    void shouldGiveBackTheMonitorOfADeadDomainWithoutTouchingIt() throws IOException {
        way.answer = type -> new Handling.Underway(new CompletableFuture<>());
        say("hello", false);
        trap(0, PAGE);
        closed = true;
        traps.withdraw();
        assertThat(block.status(PAGE)).isZero();
    }

    @Test
    void shouldLetGoWhoseMemoryCannotBeLookedAt() throws IOException {
        say("hello", false);
        hypervisor.refuse(true);
        assertThat(trap(0, PAGE)).isEqualTo(Progress.IDLE);
        assertThat(monitors.isWaiting(DOMID, 0)).isFalse();
        hypervisor.refuse(false);
        trap(0, PAGE);
        assertStatus(1);
    }

    @Test
    void shouldLetGoWhoCannotBeAnswered() throws IOException {
        CompletableFuture<Reply> handler = new CompletableFuture<>();
        way.answer = type -> new Handling.Underway(handler);
        say("hello", false);
        trap(0, PAGE);
        await().atMost(Duration.ofSeconds(20)).until(() -> signals.get() > 0);
        hypervisor.refuse(true);
        handler.complete(new Reply(true, new byte[0]));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            work();
            assertThat(monitors.isWaiting(DOMID, 0)).isFalse();
        });
    }

    @Test
    void shouldLetGoWhatADefectOfOursWouldKeep() {
        way.answer = type -> {
            throw new IllegalStateException("a defect");
        };
        say("hello", false);
        assertThatThrownBy(() -> trap(0, PAGE)).hasMessage("a defect");
        assertStatus(4);
    }

    @Test
    void shouldGiveBackAMonitorWhoseRingSaysWhatCannotBe() throws IOException {
        monitors.claim(DOMID, 9);
        close();
        assertThat(monitors.done()).endsWith("listen false", "end 3", "close");
    }

    @Test
    void shouldNoteWhomItListensToWhileItDoes() throws IOException {
        assertThat(run.resolve("monitors/3." + GUEST.uuid())).exists();
        close();
        assertThat(Files.exists(run.resolve("monitors/3." + GUEST.uuid()))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {9, -1, 0x7fffffff})
    void shouldLeaveARingThatSaysWhatCannotBe(int requests) {
        monitors.claim(DOMID, requests);
        assertThatThrownBy(this::work).isInstanceOf(IOException.class).hasMessageContaining("requests wait");
        monitors.claim(DOMID, 0);
    }
}
