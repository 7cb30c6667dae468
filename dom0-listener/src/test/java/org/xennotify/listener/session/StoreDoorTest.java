package org.xennotify.listener.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.xennotify.listener.fake.FakeHost.base;
import static org.xennotify.listener.fake.FakeHost.inbox;
import static org.xennotify.listener.fake.FakeHost.outbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.event.Reply;
import org.xennotify.listener.discovery.GuestId;
import org.xennotify.listener.fake.FakeHost;
import org.xennotify.listener.fake.FakeSink;
import org.xennotify.listener.fake.FakeStore;
import org.xennotify.listener.fake.Routers;
import org.xennotify.listener.route.Handling;
import org.xennotify.xenstore.MessageType;
import org.xennotify.xenstore.XenStoreClient;

class StoreDoorTest {
    private static final int GUEST = 3;

    @TempDir
    Path run;

    private final FakeSink sink = new FakeSink();
    private FakeStore store;
    private FakeHost host;
    private XenStoreClient client;
    private StoreDoor door;
    private boolean ending;

    @BeforeEach
    void open() throws IOException {
        host = new FakeHost(run);
        store = host.store();
        host.create(GUEST);
        client = XenStoreClient.connect(store::connect);
        Voice voice = new Voice(new GuestId(GUEST, FakeHost.uuid(GUEST)), Routers.way(sink), () -> {});
        door = new StoreDoor(new GuestStore(client, GUEST), voice, Brake.none(), () -> ending);
        door.changed();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private void workOff() throws IOException {
        door.changed();
        while (door.work() == Progress.MORE) {}
    }

    private void fillOutbox(int replies) {
        for (int i = 0; i < replies; i++) {
            store.write(outbox(GUEST, "old" + i), "ok");
        }
    }

    @Test
    void anEventIsPrintedAndTakenOut() throws IOException {
        store.write(inbox(GUEST, "x"), "a.b c");
        workOff();
        assertThat(sink.lines()).hasSize(1);
        assertThat(store.exists(inbox(GUEST, "x"))).isFalse();
        assertThat(store.exists(outbox(GUEST, "x"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "? data", "?.bad", "?a\0b", "?a \0"})
    void aMalformedRequestIsAnsweredSo(String value) throws IOException {
        store.write(inbox(GUEST, "x"), value);
        workOff();
        assertThat(store.read(outbox(GUEST, "x"))).contains("error malformed");
        assertThat(store.exists(inbox(GUEST, "x"))).isFalse();
        assertThat(sink.lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".bad", "b\u00e4d data", "\u001b[2J", "type\n"})
    void aMalformedEventIsTakenOutInSilence(String value) throws IOException {
        store.write(inbox(GUEST, "x"), value);
        workOff();
        assertThat(store.exists(inbox(GUEST, "x"))).isFalse();
        assertThat(store.exists(base(GUEST) + "/outbox")).isFalse();
        assertThat(sink.lines()).isEmpty();
    }

    @Test
    void bytesThatAreNoTextAreMalformed() throws IOException {
        store.write(inbox(GUEST, "x"), new byte[] {'?', 'a', ' ', (byte) 0xff});
        workOff();
        assertThat(store.read(outbox(GUEST, "x"))).contains("error malformed");
    }

    @Test
    void anEventThatIsTooLongIsMalformed() throws IOException {
        store.write(inbox(GUEST, "x"), "?a " + "x".repeat(1998));
        store.write(inbox(GUEST, "y"), "?a " + "x".repeat(1997));
        workOff();
        assertThat(store.read(outbox(GUEST, "x"))).contains("error malformed");
        assertThat(store.read(outbox(GUEST, "y"))).contains("ok");
    }

    @Test
    void aTypeOfOurOwnIsRefused() throws IOException {
        store.write(inbox(GUEST, "x"), "?xen-notify.gap y");
        store.write(inbox(GUEST, "y"), "xen-notify.gap y");
        workOff();
        assertThat(store.read(outbox(GUEST, "x"))).contains("error refused");
        assertThat(store.list(base(GUEST) + "/inbox")).isEmpty();
        assertThat(sink.lines()).isEmpty();
    }

    @Test
    void whatIsNoIdIsTakenOut() throws IOException {
        store.write(inbox(GUEST, "a@b"), "?a.b");
        store.write(inbox(GUEST, "x".repeat(65)), "a.b");
        store.write(inbox(GUEST, "x".repeat(64)), "a.b");
        workOff();
        assertThat(store.list(base(GUEST) + "/inbox")).isEmpty();
        assertThat(sink.lines()).hasSize(1);
    }

    @Test
    void nodesBelowAnEventGoWithIt() throws IOException {
        store.write(inbox(GUEST, "x") + "/y/z", "a.b");
        workOff();
        assertThat(store.list(base(GUEST) + "/inbox")).isEmpty();
    }

    @Test
    void whileManyRepliesStandRequestsWaitAndOthersGoOn() throws IOException {
        fillOutbox(64);
        store.write(inbox(GUEST, "a"), "?want.reply");
        store.write(inbox(GUEST, "b"), "no.reply");
        store.write(inbox(GUEST, "c"), "? malformed");
        workOff();
        assertThat(sink.lines()).singleElement().asString().contains("no.reply");
        assertThat(store.list(base(GUEST) + "/inbox")).containsExactly("a", "c");
        store.remove(outbox(GUEST, "old1"));
        workOff();
        assertThat(store.list(base(GUEST) + "/inbox")).containsExactly("c");
        assertThat(store.list(base(GUEST) + "/outbox")).hasSize(64);
    }

    @Test
    void requestsThatWaitDoNotHideTheEventsBehindThem() throws IOException {
        fillOutbox(64);
        for (int i = 0; i < 200; i++) {
            store.write(inbox(GUEST, "a" + i), "?want.reply");
        }
        store.write(inbox(GUEST, "z"), "no.reply");
        workOff();
        assertThat(sink.lines()).hasSize(1);
        assertThat(store.list(base(GUEST) + "/inbox")).hasSize(200);
    }

    @Test
    void noMoreThan64RepliesAreLeftStanding() throws IOException {
        for (int i = 0; i < 100; i++) {
            store.write(inbox(GUEST, "a" + i), "?want.reply");
        }
        workOff();
        assertThat(store.list(base(GUEST) + "/outbox")).hasSize(64);
        assertThat(sink.lines()).hasSize(64);
    }

    @Test
    void aValueThatChangedWhileItWasHandledIsANewEvent() throws IOException {
        store.write(inbox(GUEST, "x"), "?first");
        sink.whilePrinting(() -> store.write(inbox(GUEST, "x"), "?second"));
        workOff();
        assertThat(sink.lines()).hasSize(2);
        assertThat(sink.lines().get(1)).contains("second");
        assertThat(store.read(outbox(GUEST, "x"))).contains("ok");
    }

    @Test
    void nothingIsWrittenForADomainThatDiedMeanwhile() throws IOException {
        store.write(inbox(GUEST, "x"), "?first");
        sink.whilePrinting(() -> store.remove("/local/domain/" + GUEST));
        workOff();
        assertThat(sink.lines()).hasSize(1);
        assertThat(store.exists("/local/domain/" + GUEST)).isFalse();
    }

    @Test
    void anEventThatCannotBePrintedNowStays() throws IOException {
        sink.hold();
        store.write(inbox(GUEST, "x"), "?first");
        assertThat(door.work()).isEqualTo(Progress.HELD);
        assertThat(store.read(inbox(GUEST, "x"))).contains("?first");
        sink.letGo();
        assertThat(door.work()).isEqualTo(Progress.IDLE);
        assertThat(store.read(outbox(GUEST, "x"))).contains("ok");
    }

    @Test
    void aTurnIsShort() throws IOException {
        for (int i = 0; i < 65; i++) {
            store.write(inbox(GUEST, "a" + i), "flood");
        }
        assertThat(door.work()).isEqualTo(Progress.MORE);
        assertThat(sink.lines()).hasSize(64);
    }

    @Test
    void nothingIsBegunWhenTheSessionEnds() throws IOException {
        store.write(inbox(GUEST, "x"), "a.b");
        ending = true;
        door.work();
        assertThat(sink.lines()).isEmpty();
        assertThat(store.exists(inbox(GUEST, "x"))).isTrue();
    }

    @Test
    void withoutAChangeNobodyIsAsked() throws IOException {
        workOff();
        long before = store.requests(MessageType.DIRECTORY);
        door.work();
        assertThat(store.requests(MessageType.DIRECTORY)).isEqualTo(before);
    }

    @Test
    void whileAHandlerRunsItsEventWaitsForTheAnswer() throws IOException {
        CompletableFuture<Reply> handler = new CompletableFuture<>();
        FakeWay way = new FakeWay();
        way.answer = type -> new Handling.Underway(handler);
        List<String> signals = new ArrayList<>();
        Voice voice = new Voice(new GuestId(GUEST, FakeHost.uuid(GUEST)), way, () -> signals.add("ended"));
        door = new StoreDoor(new GuestStore(client, GUEST), voice, Brake.none(), () -> ending);
        door.changed();
        store.write(inbox(GUEST, "x"), "?first");
        assertThat(door.work()).isEqualTo(Progress.PARKED);
        assertThat(door.work()).isEqualTo(Progress.PARKED);
        assertThat(store.exists(inbox(GUEST, "x"))).isTrue();
        assertThat(signals).isEmpty();
        handler.complete(new Reply(false, "no".getBytes(UTF_8)));
        assertThat(signals).containsExactly("ended");
        workOff();
        assertThat(store.read(outbox(GUEST, "x"))).contains("error no");
        assertThat(way.handled).hasSize(1);
    }
}
