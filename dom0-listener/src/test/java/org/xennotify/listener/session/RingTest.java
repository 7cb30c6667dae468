package org.xennotify.listener.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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
import org.xennotify.listener.fake.FakeSink;
import org.xennotify.listener.fake.GuestRing;
import org.xennotify.listener.fake.Routers;
import org.xennotify.listener.monitor.MonitorNotes;
import org.xennotify.listener.route.Handling;
import org.xennotify.vchan.RingViolationException;
import org.xennotify.xenstore.XenStoreClient;

@Timeout(30)
class RingTest {
    private static final int GUEST = 3;
    private static final int PORT = 7;
    private static final String EPOCH = "00000000000000ab";
    private static final int SIZE = 65536;

    @TempDir
    Path run;

    private final FakeWay way = new FakeWay();
    private final Tally tally = new Tally();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private FakeHost fake;
    private Host host;
    private Voice voice;
    private GuestRing guest;
    private Ring ring;
    private boolean othersWait;

    @BeforeEach
    void open() throws IOException {
        fake = new FakeHost(run);
        host = new Host(
                XenStoreClient.connect(fake.store()::connect),
                false,
                EventChannelReader.start(fake.channels(), e -> {}),
                fake.grants(),
                fake.hypervisor(),
                new MonitorNotes(fake.runDirectory()),
                Routers.printing(new FakeSink()),
                Runnable::run,
                () -> othersWait,
                timer,
                new HeapBudget(1 << 25));
        voice = new Voice(new GuestId(GUEST, FakeHost.uuid(GUEST)), way, () -> {});
        serve(SIZE);
    }

    private void serve(int size) throws IOException {
        guest = new GuestRing(fake, GUEST, PORT, size);
        ring = attach();
    }

    private Ring attach() throws IOException {
        Publication publication = new Publication(EPOCH, "", OptionalInt.of(PORT), OptionalLong.of(guest.reference()));
        return Ring.attach(host, GUEST, publication, voice, tally, Budgets.of(host), () -> {});
    }

    @AfterEach
    void close() throws IOException {
        ring.close();
        assertThat(fake.channels().bound()).isZero();
        assertThat(fake.grants().mapped()).isZero();
        host.channels().close();
        host.store().close();
        timer.shutdownNow();
    }

    private void workOff() throws IOException {
        while (ring.work() == Progress.MORE) {}
    }

    private static String event(int sequence, String text) {
        return EPOCH + "/" + sequence + " " + text;
    }

    @Test
    void shouldTakeAnyFirstIdButNoSequenceZero() throws IOException {
        guest.carryOver("a", -1, -1);
        guest.carryOver("a", -1, -1);
        guest.carryOver("a", 0, 0);
        assertThatThrownBy(this::workOff)
                .isInstanceOf(RingViolationException.class)
                .hasMessageContaining("carried over from sequence 0");
    }

    @Test
    void shouldHandleEventsInOrderAndGiveTheirRoomBack() throws IOException {
        guest.send("a", "first");
        guest.send("b", "second");
        assertThat(ring.work()).isEqualTo(Progress.IDLE);
        assertThat(way.flushed).containsExactly(event(1, "a first"), event(2, "b second"));
        assertThat(guest.vchan().isDrained()).isTrue();
        assertThat(tally.backlog()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 4096, 65536, 1 << 20})
    void shouldHandleARecordAsLargeAsItsRing(int size) throws IOException {
        ring.close();
        serve(size);
        String data = "x".repeat(size - 25);
        for (int i = 1; i <= 3; i++) {
            assertThat(guest.send("a", data)).isTrue();
            workOff();
        }
        assertThat(way.flushed).containsExactly(event(1, "a " + data), event(2, "a " + data), event(3, "a " + data));
    }

    @Test
    void shouldHandleEventsThatWrapAroundTheRing() throws IOException {
        for (int i = 1; i <= 1000; i++) {
            assertThat(guest.send("a", "x".repeat(i % 700))).isTrue();
            ring.work();
        }
        assertThat(way.flushed).hasSize(1000).last().isEqualTo(event(1000, "a " + "x".repeat(300)));
    }

    @Test
    void shouldWaitForTheRestOfARecord() throws IOException {
        ByteBuffer record = record(1, 1, "a");
        guest.send(record.slice(0, 3));
        assertThat(ring.work()).isEqualTo(Progress.IDLE);
        guest.send(record.slice(3, record.remaining() - 3));
        ring.work();
        assertThat(way.flushed).containsExactly(event(1, "a "));
    }

    @Test
    void shouldKeepInTheRingWhatIsNotFlushed() throws IOException {
        way.shut = true;
        guest.send("a", "");
        assertThat(ring.work()).isEqualTo(Progress.HELD);
        assertThat(ring.work()).isEqualTo(Progress.HELD);
        assertThat(way.handled).hasSize(1);
        assertThat(guest.vchan().isDrained()).isFalse();
        assertThat(tally.backlog()).isEqualTo(25);
        way.shut = false;
        assertThat(ring.work()).isEqualTo(Progress.IDLE);
        assertThat(guest.vchan().isDrained()).isTrue();
    }

    @Test
    void shouldOfferAgainWhatIsHeldBack() throws IOException {
        way.answer = type -> type.equals("b") ? Handling.HELD : Handling.TAKEN;
        guest.send("a", "");
        guest.send("b", "");
        assertThat(ring.work()).isEqualTo(Progress.HELD);
        assertThat(way.flushed).containsExactly(event(1, "a "));
        way.answer = type -> Handling.TAKEN;
        assertThat(ring.work()).isEqualTo(Progress.IDLE);
        assertThat(way.flushed).containsExactly(event(1, "a "), event(2, "b "));
    }

    @Test
    void shouldGiveASuccessorTheSameIdAgain() throws IOException {
        way.shut = true;
        guest.send("a", "");
        ring.work();
        ring.close();
        way.shut = false;
        way.handled.clear();
        ring = attach();
        ring.work();
        assertThat(way.flushed).containsExactly(event(1, "a "));
    }

    @Test
    void shouldGoOnWhereAPredecessorStopped() throws IOException {
        guest.send("a", "");
        ring.work();
        ring.close();
        ring = attach();
        guest.skip(1);
        guest.send("b", "");
        ring.work();
        assertThat(way.flushed).as("no gap is known from before").containsExactly(event(1, "a "), event(3, "b "));
    }

    @Test
    void shouldKeepTheIdOfTheFirstSending() throws IOException {
        guest.carryOver("a", 0xcd, 99);
        ring.work();
        assertThat(way.flushed).containsExactly("00000000000000cd/99 a ");
    }

    @Test
    void shouldTellAGapOnce() throws IOException {
        guest.send("a", "");
        guest.skip(3);
        guest.send("b", "");
        way.answer = type -> type.equals("b") ? Handling.HELD : Handling.TAKEN;
        ring.work();
        way.answer = type -> Handling.TAKEN;
        ring.work();
        assertThat(way.flushed).hasSize(3).first().isEqualTo(event(1, "a "));
        assertThat(way.flushed.get(1))
                .contains("/0 xen-notify.gap {\"epoch\":\"" + EPOCH + "\",\"first\":2,\"last\":4}");
        assertThat(way.flushed.get(2)).isEqualTo(event(5, "b "));
        assertThat(tally.gaps()).isEqualTo(1);
    }

    @Test
    void shouldRefuseTypesOfOurOwn() throws IOException {
        guest.ask("xen-notify.gap", "");
        guest.send("xen-notify.x", "");
        assertThat(ring.work()).isEqualTo(Progress.IDLE);
        assertThat(way.handled).isEmpty();
        assertThat(guest.replies()).containsExactly("1 error refused");
        assertThat(guest.vchan().isDrained()).isTrue();
    }

    @Test
    void shouldReplyToWhoeverAsks() throws IOException {
        way.answer = type -> new Handling.Done(new Reply(true, type.getBytes(UTF_8)));
        guest.send("a", "");
        guest.ask("b", "");
        ring.work();
        assertThat(guest.replies()).containsExactly("2 ok b");
    }

    @Test
    void shouldReplyOnlyWhenTheEventIsWhereItEnds() throws IOException {
        way.shut = true;
        guest.ask("a", "");
        ring.work();
        assertThat(guest.replies()).isEmpty();
        way.shut = false;
        ring.work();
        assertThat(guest.replies()).containsExactly("1 ok ");
    }

    @Test
    void shouldCutAReplyToItsRing() throws IOException {
        way.answer = type -> new Handling.Done(new Reply(true, new byte[5000]));
        guest.ask("a", "");
        ring.work();
        assertThat(guest.replies()).singleElement().asString().hasSize("1 ok ".length() + 2048 - 26);
    }

    @Test
    void shouldWaitForRoomForAReplyAndGoOn() throws IOException {
        way.answer = type -> new Handling.Done(new Reply(true, new byte[900]));
        for (int i = 0; i < 3; i++) {
            guest.ask("a", "");
        }
        assertThat(ring.work()).isEqualTo(Progress.PARKED);
        assertThat(ring.work()).isEqualTo(Progress.PARKED);
        assertThat(way.handled).hasSize(3);
        assertThat(guest.vchan().isDrained()).isFalse();
        assertThat(guest.replies()).hasSize(2);
        assertThat(ring.work()).isEqualTo(Progress.IDLE);
        assertThat(guest.replies()).hasSize(1);
        assertThat(guest.vchan().isDrained()).isTrue();
    }

    @Test
    void shouldParkWhileAHandlerRuns() throws IOException {
        CompletableFuture<Reply> handler = new CompletableFuture<>();
        way.answer = type -> type.equals("slow") ? new Handling.Underway(handler) : Handling.TAKEN;
        guest.send("a", "");
        guest.ask("slow", "");
        guest.send("b", "");
        assertThat(ring.work()).isEqualTo(Progress.PARKED);
        assertThat(ring.work()).isEqualTo(Progress.PARKED);
        assertThat(way.flushed).hasSize(2);
        handler.complete(new Reply(true, new byte[] {'y'}));
        assertThat(ring.work()).isEqualTo(Progress.IDLE);
        assertThat(way.flushed).hasSize(3);
        assertThat(guest.replies()).containsExactly("2 ok y");
    }

    @Test
    void shouldTakeAHandlerThatBrokeAsEnded() throws IOException {
        way.answer = type -> new Handling.Underway(CompletableFuture.failedFuture(new IOException("broken")));
        guest.ask("a", "");
        ring.work();
        assertThat(ring.work()).isEqualTo(Progress.IDLE);
        assertThat(guest.replies()).containsExactly("1 error failed");
    }

    @Test
    void shouldKeepTurnsShortWhileOthersWait() throws IOException {
        ring.close();
        serve(1 << 20);
        while (guest.send("a", "x".repeat(1000))) {}
        othersWait = true;
        assertThat(ring.work()).isEqualTo(Progress.MORE);
        assertThat(way.flushed).hasSizeBetween(30, 100);
        othersWait = false;
        workOff();
        assertThat(way.flushed).hasSizeGreaterThan(1000);
    }

    @Test
    void shouldSayWhenTheAgentIsGoneAndNothingIsLeft() throws IOException {
        guest.send("last.words", "");
        guest.close();
        assertThat(ring.work()).isEqualTo(Progress.OVER);
        assertThat(way.flushed).hasSize(1);
    }

    @Test
    void shouldAskToBeWokenWhenNothingIsLeft() throws IOException {
        ring.work();
        assertThat(guest.page().get(23) & 1).isEqualTo(1);
        ring.close();
        assertThat(guest.page().get(20)).as("client live").isZero();
        ring = attach();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, sequence 0 after 5",
        "5, 1, sequence 5 after 5",
        "4, 1, sequence 4 after 5",
        "9, 2, 'a reply, which only Dom0 gives'",
        "9, 4, kind 4",
        "9, 0, kind 0"
    })
    void shouldEndOnARecordThatCannotBe(long sequence, int kind, String reason) throws IOException {
        guest.skip(4);
        guest.send("good", "");
        guest.send(record(sequence, kind, "bad.record.with.a.long.name"));
        assertThatThrownBy(() -> ring.work())
                .isInstanceOf(RingViolationException.class)
                .hasMessage(reason);
        ring.close();
        assertThat(way.flushed).containsExactly(event(5, "good "));
        ring = attach();
    }

    @Test
    void shouldEndOnIndicesThatLeap() {
        guest.page().putInt(12, SIZE + 1);
        assertThatThrownBy(() -> ring.work()).isInstanceOf(RingViolationException.class);
    }

    private static ByteBuffer record(long sequence, int kind, String type) {
        ByteBuffer record = ByteBuffer.allocate(24 + type.length()).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(record.capacity()).put((byte) kind).put((byte) 0).putShort((short) type.length());
        record.putLong(sequence).putLong(0);
        type.chars().forEach(c -> record.put((byte) c));
        return record.flip();
    }
}
