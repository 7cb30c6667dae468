package org.xennotify.vchan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.device.EventChannelReader;
import org.xennotify.device.SystemCallException;

@Timeout(30)
@SuppressWarnings("try") // an end that only has to be there
class VchanTest {
    private static final int GUEST = 3;

    private final InMemoryXen xen = new InMemoryXen();
    private final EventChannelReader reader = EventChannelReader.start(xen, e -> {});

    @AfterEach
    void shouldHaveGivenEverythingBack() throws IOException {
        reader.close();
        assertThat(xen.held()).isEmpty();
    }

    private VchanServer.Opened serve(int size) throws IOException {
        return VchanServer.open(xen, 0, size, xen::notifyClient);
    }

    private Vchan attach(int reference) throws IOException {
        return VchanClient.attach(xen, reader, GUEST, reference, InMemoryXen.REMOTE_PORT, () -> {})
                .vchan();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    private static String readAll(Vchan vchan) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(vchan.available());
        vchan.read(into);
        return new String(into.array(), US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 4096, 65536, 1 << 20})
    void shouldCarryBytesBothWays(int size) throws Exception {
        VchanServer.Opened server = serve(size);
        try (Vchan guest = server.vchan();
                Vchan dom0 = attach(server.ringReference())) {
            assertThat(guest.writableSize()).isEqualTo(size);
            assertThat(dom0.readableSize()).isEqualTo(size);
            assertThat(dom0.writableSize()).isEqualTo(size == 2048 ? 1024 : 2048);
            assertThat(guest.offer(bytes("event"))).isTrue();
            guest.flush();
            assertThat(readAll(dom0)).isEqualTo("event");
            dom0.release(5);
            assertThat(dom0.offer(bytes("reply"))).isTrue();
            dom0.flush();
            assertThat(readAll(guest)).isEqualTo("reply");
        }
    }

    @Test
    void shouldLayThePageOutAsLibxenvchanDoes() throws Exception {
        VchanServer.Opened server = serve(65536);
        try (Vchan guest = server.vchan()) {
            ByteBuffer page = xen.page(server.ringReference());
            guest.offer(bytes("abc"));
            guest.flush();
            assertThat(page.getInt(12)).as("right producer").isEqualTo(3);
            assertThat(page.getShort(16)).as("left order").isEqualTo((short) 11);
            assertThat(page.getShort(18)).as("right order").isEqualTo((short) 16);
            assertThat(page.get(20)).as("client live").isEqualTo((byte) 2);
            assertThat(page.get(21)).as("server live").isEqualTo((byte) 1);
            assertThat(page.get(22)).as("client notify").isEqualTo((byte) 1);
            assertThat(page.get(23)).as("server notify").isZero();
            assertThat(page.getInt(24)).as("first page of the ring").isEqualTo(server.ringReference() + 1);
        }
    }

    @Test
    void shouldNotShowBytesBeforeTheyAreFlushed() throws Exception {
        VchanServer.Opened server = serve(4096);
        try (Vchan guest = server.vchan();
                Vchan dom0 = attach(server.ringReference())) {
            guest.offer(bytes("a"));
            assertThat(dom0.available()).isZero();
            guest.flush();
            assertThat(dom0.available()).isEqualTo(1);
        }
    }

    @Test
    void shouldOfferWhatWasWrittenWhereItWasClaimedAlsoAroundTheEnd() throws Exception {
        VchanServer.Opened server = serve(2048);
        try (Vchan guest = server.vchan();
                Vchan dom0 = attach(server.ringReference())) {
            for (int i = 0; i < 100; i++) {
                String text = i + "x".repeat(i * 11 % 700);
                ByteBuffer claimed = guest.claim(text.length());
                assertThat(claimed.remaining()).isEqualTo(text.length());
                assertThat(claimed.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
                claimed.put(bytes(text));
                guest.commit(text.length());
                assertThat(guest.offer(bytes("|")))
                        .as("beside bytes that are copied")
                        .isTrue();
                guest.flush();
                assertThat(readAll(dom0)).isEqualTo(text + "|");
                dom0.release(text.length() + 1);
            }
        }
    }

    @Test
    void shouldHaveNothingToClaimWithoutRoom() throws Exception {
        VchanServer.Opened server = serve(2048);
        try (Vchan guest = server.vchan()) {
            guest.offer(bytes("x".repeat(2000)));
            assertThat(guest.claim(49)).isNull();
            assertThat(guest.claim(48)).isNotNull();
        }
    }

    @Test
    void shouldNotifyOnlyWhoAskedAndOnlyOnce() throws Exception {
        VchanServer.Opened server = serve(4096);
        try (Vchan guest = server.vchan();
                Vchan dom0 = attach(server.ringReference())) {
            for (int i = 0; i < 3; i++) {
                guest.offer(bytes("a"));
                guest.flush();
            }
            assertThat(xen.serverNotifications).isEqualTo(1);
            assertThat(readAll(dom0)).isEqualTo("aaa");
            assertThat(dom0.askForData()).isFalse();
            guest.offer(bytes("b"));
            guest.flush();
            assertThat(xen.serverNotifications).isEqualTo(2);
        }
    }

    @Test
    void shouldNotifyNobodyOfNothing() throws Exception {
        VchanServer.Opened server = serve(4096);
        try (Vchan guest = server.vchan();
                Vchan dom0 = attach(server.ringReference())) {
            assertThat(dom0.askForData()).isFalse();
            int before = xen.serverNotifications;
            guest.flush();
            assertThat(xen.serverNotifications).isEqualTo(before);
            guest.offer(bytes("a"));
            guest.flush();
            assertThat(xen.serverNotifications).isEqualTo(before + 1);
        }
    }

    @Test
    void shouldTellAWriterThatAskedForRoom() throws Exception {
        VchanServer.Opened server = serve(2048);
        try (Vchan guest = server.vchan();
                Vchan dom0 = attach(server.ringReference())) {
            assertThat(guest.offer(ByteBuffer.allocate(2048))).isTrue();
            guest.flush();
            assertThat(guest.offer(bytes("a"))).isFalse();
            assertThat(guest.askForRoom(1)).isFalse();
            int before = xen.clientNotifications;
            dom0.read(ByteBuffer.allocate(100));
            assertThat(guest.offer(bytes("a"))).as("read is not released").isFalse();
            dom0.release(100);
            assertThat(xen.clientNotifications).isEqualTo(before + 1);
            assertThat(guest.offer(bytes("a"))).isTrue();
        }
    }

    @Test
    void shouldReadAgainWhatAPredecessorDidNotRelease() throws Exception {
        VchanServer.Opened server = serve(4096);
        try (Vchan guest = server.vchan()) {
            guest.offer(bytes("onetwo"));
            guest.flush();
            try (Vchan first = attach(server.ringReference())) {
                assertThat(readAll(first)).isEqualTo("onetwo");
                first.release(3);
                assertThat(first.unreleased()).isEqualTo(3);
            }
            assertThat(guest.isPeerLive()).isFalse();
            try (Vchan second = attach(server.ringReference())) {
                assertThat(guest.isPeerLive()).isTrue();
                assertThat(readAll(second)).isEqualTo("two");
            }
        }
    }

    @Test
    void shouldSayWhetherEverythingWasConsumed() throws Exception {
        VchanServer.Opened server = serve(4096);
        try (Vchan guest = server.vchan();
                Vchan dom0 = attach(server.ringReference())) {
            guest.offer(bytes("a"));
            guest.flush();
            assertThat(guest.isDrained()).isFalse();
            readAll(dom0);
            dom0.release(1);
            assertThat(guest.isDrained()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "16, 9,     ring orders 9 and 12",
        "16, 21,    ring orders 21 and 12",
        "16, 65535, ring orders 65535 and 12",
        "18, 11,    ring orders 11 and 11",
        "12, 5000,  indices that are 5000 apart in a ring of 4096",
        "8,  1,     indices that are 4294967295 apart in a ring of 4096",
        "0,  7,     indices that are 4294967289 apart in a ring of 2048"
    })
    void shouldAttachToNothingThatNoHonestServerWrites(int offset, int value, String reason) throws Exception {
        VchanServer.Opened server = serve(4096);
        try (Vchan guest = server.vchan()) {
            ByteBuffer page = xen.page(server.ringReference());
            if (offset == 16 || offset == 18) {
                page.putShort(offset, (short) value);
            } else {
                page.putInt(offset, value);
            }
            assertThatThrownBy(() -> attach(server.ringReference()))
                    .isInstanceOf(RingViolationException.class)
                    .hasMessage(reason);
        }
    }

    @Test
    void shouldAttachToNoServerThatIsGone() throws Exception {
        VchanServer.Opened server = serve(4096);
        try (Vchan guest = server.vchan()) {
            xen.page(server.ringReference()).put(21, (byte) 0);
            assertThatThrownBy(() -> attach(server.ringReference())).hasMessage("the server's live byte is 0");
            assertThat(xen.mappings).as("looked, and mapped nothing writable").isEqualTo(1);
        }
    }

    @Test
    void shouldGiveBackWhatItHadWhenALaterStepFails() throws Exception {
        VchanServer.Opened server = serve(65536);
        try (Vchan guest = server.vchan()) {
            xen.page(server.ringReference()).putInt(24, 999_999);
            assertThatThrownBy(() -> attach(server.ringReference())).isInstanceOf(SystemCallException.class);
            assertThatThrownBy(() -> VchanClient.attach(xen, reader, GUEST, server.ringReference(), 8, () -> {}))
                    .isInstanceOf(SystemCallException.class);
        }
    }

    @Test
    void shouldEndOnIndicesThatLeapWhileAttached() throws Exception {
        VchanServer.Opened server = serve(4096);
        try (Vchan guest = server.vchan();
                Vchan dom0 = attach(server.ringReference())) {
            ByteBuffer page = xen.page(server.ringReference());
            page.putInt(12, 4097);
            assertThatThrownBy(dom0::available)
                    .hasMessage("producer index 4097 is not within 4096 after the consumer's 0");
            page.putInt(12, -1);
            assertThatThrownBy(dom0::available).isInstanceOf(RingViolationException.class);
            page.putInt(0, 77);
            assertThatThrownBy(() -> dom0.offer(ByteBuffer.allocate(2048))).isInstanceOf(RingViolationException.class);
        }
    }

    @Test
    void shouldKeepAStreamIntactWhileBothEndsRun() throws Exception {
        VchanServer.Opened server = serve(4096);
        try (Vchan guest = server.vchan();
                Vchan dom0 = attach(server.ringReference())) {
            int total = 3_000_000;
            Thread writer = new Thread(() -> write(guest, total));
            writer.start();
            Random expected = new Random(42);
            ByteBuffer into = ByteBuffer.allocateDirect(4096).order(ByteOrder.LITTLE_ENDIAN);
            byte[] one = new byte[1];
            for (int seen = 0; seen < total; ) {
                into.clear();
                int count = dom0.read(into);
                for (int i = 0; i < count; i++) {
                    expected.nextBytes(one);
                    if (into.get(i) != one[0]) {
                        assertThat(into.get(i)).as("byte " + (seen + i)).isEqualTo(one[0]);
                    }
                }
                dom0.release(count);
                seen += count;
            }
            writer.join();
        }
    }

    private static void write(Vchan guest, int total) {
        Random random = new Random(42);
        Random sizes = new Random(7);
        byte[] one = new byte[1];
        try {
            for (int sent = 0; sent < total; ) {
                ByteBuffer piece = ByteBuffer.allocate(Math.min(total - sent, 1 + sizes.nextInt(700)));
                while (piece.hasRemaining()) {
                    random.nextBytes(one);
                    piece.put(one);
                }
                piece.flip();
                sent += piece.remaining();
                while (!guest.offer(piece)) {
                    Thread.onSpinWait();
                }
                guest.flush();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 65536})
    void shouldOutliveTheOtherEnd(int size) throws Exception {
        VchanServer.Opened server = serve(size);
        try (Vchan guest = server.vchan();
                Vchan dom0 = attach(server.ringReference())) {
            guest.offer(bytes("read and"));
            guest.flush();
            assertThat(readAll(dom0)).isEqualTo("read and");
            guest.offer(bytes(" last words"));
            guest.flush();
            dom0.outlive();
            guest.offer(bytes(" too late"));
            guest.flush();

            assertThat(readAll(dom0)).isEqualTo(" last words");
            dom0.release(19);
            assertThat(dom0.offer(bytes("answer"))).isTrue();
            dom0.flush();
            assertThat(dom0.askForData()).isFalse();
            assertThat(guest.available()).isZero();
            assertThat(guest.isDrained()).isFalse();
        }
    }

    @Test
    void shouldReadAgainWhatItHasNotRead() throws Exception {
        VchanServer.Opened server = serve(4096);
        try (Vchan guest = server.vchan();
                Vchan dom0 = attach(server.ringReference())) {
            guest.offer(bytes("once more"));
            guest.flush();
            readAll(dom0);
            dom0.unread(4);
            assertThat(readAll(dom0)).isEqualTo("more");
        }
    }
}
