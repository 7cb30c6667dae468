package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xennotify.testbed.endtoend.Soon.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.device.GrantExporter;
import org.xennotify.device.GrantedPages;
import org.xennotify.testbed.endtoend.GuestCommand.Result;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;

/** Whatever a guest does to its ring, that ring ends with one line in the log, and nobody else notices. */
@Timeout(60)
class HostileRingTest {
    private static final int SIZE = 65536;
    private static final String EPOCH = "0123456789abcdef";

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    @RegisterExtension
    final LogLines log = new LogLines();

    private ListenerUnderTest listener;
    private XenStoreClient dom0;
    private SimGuest hostile;
    private HandMadeRing ring;
    private SimGuest other;

    @BeforeEach
    void startAll() throws Exception {
        dom0 = sim.store(sim.host().dom0());
        listener = sim.keep(new ListenerUnderTest(sim.host()));
        hostile = sim.host().create();
        ring = sim.keep(new HandMadeRing(hostile, SIZE));
        other = sim.host().create();
        sim.keep(new AgentUnderTest(other));
    }

    private Optional<String> node(String path) throws IOException {
        return dom0.findText(path);
    }

    private GuestNodes nodes() {
        return GuestNodes.of(hostile.domid());
    }

    private void attach() throws IOException {
        ring.publish(EPOCH);
        await().untilAsserted(() -> assertThat(node(nodes().listener())).isPresent());
    }

    /** Also, that what was of this ring in Dom0 is given back. */
    private void assertGivenUp(String reason) throws Exception {
        await().untilAsserted(() -> assertThat(node(nodes().rejected())).contains(EPOCH + " " + reason));
        await().untilAsserted(() -> assertThat(node(nodes().listener())).isEmpty());
        assertThat(log.about(hostile.domid()))
                .singleElement()
                .asString()
                .endsWith("epoch " + EPOCH + " is given up: " + reason);
        assertNobodyElseNotices();
    }

    private void assertNobodyElseNotices() {
        assertThat(new GuestCommand(other).run("send", "--wait", "20", "app.data", "unharmed"))
                .isEqualTo(new Result(Exit.DONE, "", ""));
        assertThat(listener.heard())
                .anyMatch(
                        event -> event.domid() == other.domid() && event.data().equals("unharmed"));
        assertThat(log.about(other.domid())).isEmpty();
        assertThat(listener.failures()).isEmpty();
        hostile.destroy();
        assertThat(sim.host().leaks()).isEmpty();
    }

    private static void put(ByteBuffer memory, int offset, int bytes, long value) {
        switch (bytes) {
            case 1 -> memory.put(offset, (byte) value);
            case 2 -> memory.putShort(offset, (short) value);
            case 4 -> memory.putInt(offset, (int) value);
            default -> memory.putLong(offset, value);
        }
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource({
        "0,  4, 1,          indices that are 4294967295 apart in a ring of 2048",
        "4,  4, 2049,       indices that are 2049 apart in a ring of 2048",
        "8,  4, 1,          indices that are 4294967295 apart in a ring of 65536",
        "12, 4, 65537,      indices that are 65537 apart in a ring of 65536",
        "12, 4, 2147483648, indices that are 2147483648 apart in a ring of 65536",
        "16, 2, 9,          ring orders 9 and 16",
        "16, 2, 21,         ring orders 21 and 16",
        "18, 2, 11,         ring orders 11 and 11",
        "18, 2, 65535,      ring orders 11 and 65535",
        "21, 1, 0,          the server's live byte is 0",
        "21, 1, 7,          the server's live byte is 7"
    })
    void aPageMayHoldAnythingWhenItIsOffered(int offset, int bytes, long value, String reason) throws Exception {
        put(ring.page(), offset, bytes, value);
        ring.publish(EPOCH);
        assertGivenUp(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "65537, producer index 65537 is not within 65536 after the consumer's 0",
        "-1,    producer index 4294967295 is not within 65536 after the consumer's 0"
    })
    void theIndexOfItsEventsMayLeap(int value, String reason) throws Exception {
        attach();
        ring.page().putInt(12, value);
        ring.wake();
        assertGivenUp(reason);
    }

    @Test
    void theIndexOfItsRepliesMayLeap() throws Exception {
        attach();
        ring.page().putInt(0, 77);
        ring.send(ring.request("app.data", ""));
        assertGivenUp("consumer index 77 is not within 2048 before the producer's 0");
    }

    @Test
    void whatAnHonestGuestDoesNotChangeMayChangeAtAnyTime() throws Exception {
        attach();
        for (int offset : new int[] {4, 8, 16, 24, 28, 84}) {
            ring.page().putInt(offset, -1);
        }
        for (int offset : new int[] {20, 22, 23}) {
            ring.page().put(offset, (byte) -1);
        }
        ring.send(ring.event("app.data", "all the same"));
        ring.wake();
        await().untilAsserted(() -> assertThat(listener.heard())
                .anyMatch(event ->
                        event.domid() == hostile.domid() && event.data().equals("all the same")));
        assertThat(log.about(hostile.domid())).isEmpty();
        assertNobodyElseNotices();
    }

    private record Spoilt(int offset, int bytes, long value, String reason) {
        @Override
        public String toString() {
            return reason;
        }
    }

    private static Stream<Spoilt> records() {
        String notLonger = ", not 25 to 65536";
        String noType = "a type that is not [A-Za-z0-9][A-Za-z0-9._-]*";
        return Stream.of(
                new Spoilt(0, 4, 0, "a length of 0" + notLonger),
                new Spoilt(0, 4, 23, "a length of 23" + notLonger),
                new Spoilt(0, 4, 24, "a length of 24" + notLonger),
                new Spoilt(0, 4, SIZE + 1, "a length of 65537" + notLonger),
                new Spoilt(0, 4, 1L << 31, "a length of 2147483648" + notLonger),
                new Spoilt(0, 4, -1, "a length of 4294967295" + notLonger),
                new Spoilt(4, 1, 0, "kind 0"),
                new Spoilt(4, 1, 2, "a reply, which only Dom0 gives"),
                new Spoilt(4, 1, 4, "kind 4"),
                new Spoilt(4, 1, 255, "kind 255"),
                new Spoilt(5, 1, 2, "flags 0x2"),
                new Spoilt(5, 1, 255, "flags 0xff"),
                new Spoilt(6, 2, 0, "a type of 0 bytes in a record of 36"),
                new Spoilt(6, 2, 13, "a type of 13 bytes in a record of 36"),
                new Spoilt(6, 2, 256, "a type of 256 bytes in a record of 36"),
                new Spoilt(6, 2, 65535, "a type of 65535 bytes in a record of 36"),
                new Spoilt(8, 8, 0, "sequence 0 after 1"),
                new Spoilt(8, 8, 1, "sequence 1 after 1"),
                new Spoilt(24, 1, '.', noType),
                new Spoilt(25, 1, ' ', noType),
                new Spoilt(25, 1, 0, noType),
                new Spoilt(25, 1, 0x80, noType),
                new Spoilt(25, 1, '\n', noType));
    }

    @ParameterizedTest
    @MethodSource("records")
    void aRecordMayHoldAnything(Spoilt field) throws Exception {
        attach();
        ring.send(ring.event("app.data", "good"));
        ByteBuffer bad = ring.event("app.data", "evil");
        put(bad, field.offset, field.bytes, field.value);
        ring.send(bad);
        assertGivenUp(field.reason);
        assertThat(listener.heard())
                .filteredOn(event -> event.domid() == hostile.domid())
                .extracting(Heard::data)
                .containsExactly("good");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "1000000", "4294967295"})
    void aReferenceMayBeNobodys(String reference) throws Exception {
        ring.publish(EPOCH, reference);
        assertNeverAttached("map 1 pages of domain " + hostile.domid() + ": EINVAL");
    }

    @Test
    void aReferenceMayBeRevoked() throws Exception {
        try (GrantExporter exporter = hostile.platform().openGrantExporter()) {
            GrantedPages revoked = exporter.grant(0, 1);
            revoked.close();
            ring.publish(EPOCH, Integer.toString(revoked.reference(0)));
            assertNeverAttached("map 1 pages of domain " + hostile.domid() + ": EINVAL");
        }
    }

    @Test
    void aReferenceMayBeForAnother() throws Exception {
        try (GrantExporter exporter = hostile.platform().openGrantExporter()) {
            ring.publish(
                    EPOCH, Integer.toString(exporter.grant(other.domid(), 1).reference(0)));
            assertNeverAttached("map 1 pages of domain " + hostile.domid() + ": EINVAL");
        }
    }

    @Test
    void aReferenceMayBeOfSomethingElse() throws Exception {
        try (GrantExporter exporter = hostile.platform().openGrantExporter()) {
            ring.publish(EPOCH, Integer.toString(exporter.grant(0, 1).reference(0)));
            assertGivenUp("ring orders 0 and 0");
        }
    }

    @Test
    void thePagesOfARingMayBeNobodys() throws Exception {
        ring.page().putInt(24, 999);
        ring.publish(EPOCH);
        assertNeverAttached("map 16 pages of domain " + hostile.domid() + ": EINVAL");
    }

    private void assertNeverAttached(String reason) throws Exception {
        await().untilAsserted(() -> assertThat(log.about(hostile.domid())).isNotEmpty());
        assertThat(log.about(hostile.domid()))
                .singleElement()
                .asString()
                .endsWith("cannot attach, trying again while the epoch stands: " + reason);
        assertThat(node(nodes().listener())).isEmpty();
        assertNobodyElseNotices();
    }
}
