package org.xennotify.testbed.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.xennotify.testbed.endtoend.Soon.await;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.device.EventChannels;
import org.xennotify.testbed.endtoend.GuestCommand.Result;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;
import org.xennotify.xenstore.XenStoreException.Kind;

/** Whatever one guest writes, the listener lives on, other guests are served, and so is that guest once it behaves. */
@ParameterizedClass
@EnumSource
@Timeout(60)
class HostileGuestTest {
    private static final String BASE = "data/xen-notify";
    private static final String EPOCH = "0123456789abcdef";
    private static final String BINARY = "\0\1\u007f\u0080\u00ff\u001b[2J\n";
    private static final List<String> NOT_NUMBERS = List.of(
            "",
            "0",
            "-1",
            "+7",
            " 7",
            "7 ",
            "7\n",
            "0x7",
            "1e3",
            "seven",
            "131072",
            "2147483648",
            "4294967303",
            "18446744073709551623",
            "9".repeat(1900),
            "\u0967",
            BINARY);

    @RegisterExtension
    final OnSimHost sim;

    private SimGuest hostile;
    private XenStoreClient inHostile;
    private SimGuest other;
    private ListenerUnderTest listener;
    private int served;

    HostileGuestTest(Daemon daemon) {
        sim = daemon.host();
    }

    @BeforeEach
    void startAll() throws Exception {
        listener = sim.keep(new ListenerUnderTest(sim.host()));
        hostile = sim.host().create();
        inHostile = sim.store(hostile.platform());
        other = sim.host().create();
        sim.keep(new AgentUnderTest(other));
    }

    private void assertOtherIsServed() {
        served++;
        assertServed(other, "number " + served);
    }

    private void assertServed(SimGuest guest, String data) {
        assertThat(new GuestCommand(guest).run("send", "--wait", "20", "app.data", data))
                .isEqualTo(new Result(Exit.DONE, "", ""));
        listener.awaitHeard(Heard.store(guest.domid(), "app.data", data));
        assertThat(listener.failures()).isEmpty();
    }

    private void assertHostileIsServedOnceItBehaves() throws Exception {
        inHostile.remove(BASE);
        long bells = listener.count(Heard.bell(hostile.domid()));
        sim.keep(new AgentUnderTest(hostile));
        listener.awaitHeard(Heard.bell(hostile.domid()), (int) bells + 1);
        assertServed(hostile, "behaves");
    }

    private void write(String node, String value) throws XenStoreException {
        inHostile.write(BASE + "/" + node, value.getBytes(ISO_8859_1));
    }

    private void publish(String changed, String value) throws XenStoreException {
        inHostile.remove(BASE + "/epoch");
        inHostile.remove(BASE + "/ring-ref");
        write("version", "1");
        write("platform", "any");
        write("event-channel", "7");
        if (!changed.equals("epoch")) {
            write(changed, value);
        }
        write("epoch", changed.equals("epoch") ? value : EPOCH);
    }

    @Test
    void aPublicationMayHoldAnything() throws Exception {
        for (String node : List.of("version", "event-channel", "ring-ref", "epoch")) {
            for (String value : NOT_NUMBERS) {
                publish(node, value);
            }
            assertOtherIsServed();
        }
        for (String text : List.of("", "x".repeat(1900), BINARY)) {
            publish("platform", text);
        }
        for (String future : List.of("2", "1.1", "01")) {
            publish("version", future);
        }
        assertOtherIsServed();
        assertThat(inHostile.exists(BASE + "/listener")).isFalse();
        assertHostileIsServedOnceItBehaves();
    }

    @Test
    void aPortMayBeAnybodys() throws Exception {
        EventChannels inOther = sim.channels(other.platform());
        EventChannels ofHostile = sim.channels(hostile.platform());
        int forAnother = ofHostile.allocateUnbound(other.domid());
        int ofAnother = 0;
        while (ofAnother <= forAnother) {
            ofAnother = inOther.allocateUnbound(0);
        }
        for (int port : new int[] {1, 2, forAnother, ofAnother, 1023, 131071}) {
            publish("event-channel", Integer.toString(port));
            assertOtherIsServed();
            assertThat(inHostile.exists(BASE + "/listener")).isFalse();
        }
        assertThat(listener.count(Heard.bell(hostile.domid()))).isZero();
        assertHostileIsServedOnceItBehaves();
    }

    @Test
    void anInboxMayHoldAnything() throws Exception {
        List<String> malformed = Stream.of(
                        "",
                        " ",
                        "?",
                        "? data",
                        "??",
                        "-x",
                        ".x",
                        "a b\0c",
                        "a/b",
                        "a\nb",
                        BINARY,
                        "t".repeat(256),
                        "\u00e9 x",
                        "app.data \u00ff\u00fe")
                .toList();
        for (int i = 0; i < malformed.size(); i++) {
            write("inbox/m" + i, malformed.get(i));
            write("inbox/r" + i, "?" + malformed.get(i));
        }
        for (String id : List.of("a@b", "x".repeat(65), "deep/er/still")) {
            write("inbox/" + id, "app.data stray");
        }
        write("inbox/g", "xen-notify.gap forged");
        assertOtherIsServed();

        await().untilAsserted(() ->
                assertThat(inHostile.listIfPresent(BASE + "/inbox")).isEmpty());
        assertThat(listener.heard())
                .filteredOn(event -> event.domid() == hostile.domid())
                .isEmpty();
        for (int i = 0; i < malformed.size(); i++) {
            assertThat(inHostile.findText(BASE + "/outbox/r" + i))
                    .as("reply %s", i)
                    .contains("error malformed");
        }
        assertHostileIsServedOnceItBehaves();
    }

    @Test
    void theListenersOwnNodesMayBeForged() throws Exception {
        sim.keep(new AgentUnderTest(hostile));
        for (String node : List.of("listener", "rejected", "quiesce", "outbox", "inbox", "outbox/x", "other/node")) {
            for (String value : List.of("", "1 " + EPOCH, BINARY, "x".repeat(1900))) {
                write(node, value);
            }
        }
        assertOtherIsServed();
        inHostile.remove(BASE + "/quiesce");
        assertServed(hostile, "still served");
    }

    @Test
    void aFloodFromOneGuestHoldsNobodyUp() throws Exception {
        int events = flood();
        assertOtherIsServed();

        await().ignoreExceptionsInstanceOf(XenStoreException.class) // some daemons list no more than a page to a guest
                .untilAsserted(() ->
                        assertThat(inHostile.listIfPresent(BASE + "/inbox")).isEmpty());
        assertThat(listener.count(Heard.store(hostile.domid(), "app.flood", "")))
                .isEqualTo(events);
        assertHostileIsServedOnceItBehaves();
    }

    private int flood() throws XenStoreException {
        int events = 0;
        try {
            while (events < 1500) {
                write("inbox/" + events, "app.flood");
                events++;
            }
        } catch (XenStoreException e) {
            assertThat(e.kind()).isEqualTo(Kind.FULL);
        }
        return events;
    }
}
