package org.xennotify.listener.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xennotify.device.VcpuState;
import org.xennotify.event.Door;
import org.xennotify.event.Reply;
import org.xennotify.listener.config.ConfigurationFile;
import org.xennotify.listener.fake.FakeHypervisor;
import org.xennotify.listener.fake.FakeSink;
import org.xennotify.listener.handler.Handlers;
import org.xennotify.listener.memory.AddressSpace;
import org.xennotify.listener.memory.GuestFrames;
import org.xennotify.listener.pause.Pauses;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Follower;
import org.xennotify.listener.sink.Followers;
import org.xennotify.listener.sink.Origin;
import org.xennotify.listener.sink.Slice;
import org.xennotify.listener.sink.Trapped;

@Timeout(60)
class RouterTest {
    private static final Origin GUEST = new Origin(3, new UUID(0x1234, 3), "web-1");
    private static final String UUID_OF_GUEST = "00000000-0000-1234-0000-000000000003";

    @TempDir
    Path directory;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger signals = new AtomicInteger();
    private final FakeSink printed = new FakeSink();
    private final Followers followers = new Followers("host");
    private final Event event = new Event(GUEST);
    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private Handlers handlers;
    private Pauses pauses;
    private Router router;
    private Way way;

    @BeforeEach
    void open() {
        handlers = new Handlers(directory, timer, 1);
        pauses = new Pauses(() -> hypervisor, directory);
        router = new Router(new Surroundings("host", directory, printed, followers, handlers, pauses, timer, now::get));
        way = router.open(signals::incrementAndGet, log::add);
    }

    @AfterEach
    void close() throws IOException {
        router.close();
        handlers.close();
        pauses.close();
        timer.shutdownNow();
    }

    private void follow(String toml) throws IOException {
        Path file = directory.resolve("routes.toml");
        Files.writeString(file, toml);
        router.follow(ConfigurationFile.read(file));
    }

    private Event event(Door door, String type, String data) {
        event.set(GUEST, door, 7, 0, 0);
        event.type().set(Slice.of(type));
        event.payload().set(Slice.of(data));
        return event;
    }

    private Handling say(String type, String data) {
        Handling handling = way.handle(event(Door.STORE, type, data));
        way.flush();
        return handling;
    }

    private static Reply join(Handling handling) {
        assertThat(handling).isInstanceOf(Handling.Underway.class);
        return ((Handling.Underway) handling)
                .reply()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private List<Path> segments(String journal) throws IOException {
        try (Stream<Path> files = Files.list(file(journal))) {
            return files.toList();
        }
    }

    private void followWithJournal(String journal) throws IOException {
        follow("""
                journal = { path = "%s" }
                [[route]]
                type = "kept"
                to = []
                [[route]]
                accept = false
                """.formatted(file(journal)));
    }

    @Test
    void theJournalHasWhatIsAcceptedWhereverItGoes() throws IOException {
        followWithJournal("one");
        assertThat(say("kept", "1")).isEqualTo(Handling.TAKEN);
        assertThat(say("unwanted", "2")).isEqualTo(Handling.REFUSED);
        assertThat(segments("one"))
                .singleElement()
                .satisfies(file -> assertThat(Files.readAllLines(file))
                        .singleElement()
                        .asString()
                        .contains("\"data\":\"1\""));
        assertThat(printed.lines()).isEmpty();
    }

    @Test
    void anotherJournalFollowsWithoutAGap() throws IOException {
        followWithJournal("one");
        assertThat(way.handle(event(Door.STORE, "kept", "1"))).isEqualTo(Handling.TAKEN);
        followWithJournal("two");
        assertThat(say("kept", "2")).isEqualTo(Handling.TAKEN);
        for (String journal : List.of("one", "two")) {
            assertThat(segments(journal))
                    .singleElement()
                    .satisfies(file -> assertThat(Files.readAllLines(file)).hasSize(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"BELL, true", "RING, true", "STORE, true", "TRAP, false"})
    void withoutAFileAllButTrapsIsPrinted(Door door, boolean accepted) {
        assertThat(way.handle(event(door, "a.b", "x"))).isEqualTo(accepted ? Handling.TAKEN : Handling.REFUSED);
        assertThat(way.flush()).isTrue();
        assertThat(printed.lines()).hasSize(accepted ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            type = "a.*"                          | true
            type = "b.*"                          | false
            guest = "web-?"                       | true
            guest = "db-*"                        | false
            guest = "00000000-0000-1234-0000-000000000003" | true
            guest = "00000000-0000-1234-0000-000000000004" | false
            door = "store"                        | true
            door = ["bell", "ring", "trap"]       | false
            accept = true                         | true
            accept = false                        | false
            """)
    void withAFileWhatNoRouteMatchesIsRefused(String line, boolean accepted) throws IOException {
        follow("[[route]]\n" + line + "\n");
        assertThat(say("a.b", "x")).isEqualTo(accepted ? Handling.TAKEN : Handling.REFUSED);
        assertThat(printed.lines()).hasSize(accepted ? 1 : 0);
    }

    @Test
    void whoLooksOnSeesOnceWhatIsAcceptedWhereverItGoes() throws IOException {
        follow("[[route]]\ntype = \"a.secret\"\naccept = false\n[[route]]\nto = []\n");
        Follower follower = followers.add(any -> true, () -> {}).orElseThrow();
        say("a.secret", "x");
        say("a.open", "y");
        assertThat(new String(follower.take(), UTF_8)).hasLineCount(1).contains("\"type\":\"a.open\"");
        assertThat(follower.take()).isEmpty();
    }

    @Test
    void theFirstRouteThatMatchesDecides() throws IOException {
        follow("[[route]]\ntype = \"a.secret\"\naccept = false\n[[route]]\ntype = \"a.*\"\n[[route]]\nto = []\n");
        assertThat(say("a.secret", "x")).isEqualTo(Handling.REFUSED);
        assertThat(say("a.b", "x")).isEqualTo(Handling.TAKEN);
        assertThat(say("c", "x")).isEqualTo(Handling.TAKEN);
        assertThat(printed.lines()).singleElement().asString().contains("a.b");
    }

    @Test
    void everyPlaceGetsTheEvent() throws IOException {
        follow("[[route]]\nto = [\"stdout\", \"%s\"]\n".formatted(file("events")));
        assertThat(say("a.b", "x")).isEqualTo(Handling.TAKEN);
        assertThat(printed.lines()).hasSize(1);
        assertThat(Files.readAllLines(file("events"))).isEqualTo(printed.lines());
    }

    @Test
    void overItsRateAGuestIsHeldAndSignalledWhenItIsTime() throws IOException {
        follow("[[route]]\nrate = { events = 100, burst = 2 }\n");
        assertThat(say("a", "1")).isEqualTo(Handling.TAKEN);
        assertThat(say("a", "2")).isEqualTo(Handling.TAKEN);
        assertThat(say("a", "3")).isEqualTo(Handling.HELD);
        assertThat(say("a", "3")).isEqualTo(Handling.HELD);
        await().until(() -> signals.get() > 0);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(10));
        assertThat(say("a", "3")).isEqualTo(Handling.TAKEN);
        assertThat(printed.lines()).hasSize(3);
    }

    @Test
    void oneGuestsRateIsNotAnothers() throws IOException {
        follow("[[route]]\nrate = { events = 1 }\n");
        Way another = router.open(() -> {}, line -> {});
        assertThat(say("a", "1")).isEqualTo(Handling.TAKEN);
        assertThat(say("a", "2")).isEqualTo(Handling.HELD);
        assertThat(another.handle(event(Door.STORE, "a", "3"))).isEqualTo(Handling.TAKEN);
    }

    @Test
    void aHandlersAnswerIsTheReply() throws IOException {
        follow("[[route]]\nrun = [\"/bin/sh\", \"-c\", \"cat; echo $XEN_NOTIFY_ID {subject} {sequence}.\"]\n");
        Reply reply = join(say("a.b", "x"));
        assertThat(reply.ok()).isTrue();
        assertThat(new String(reply.data(), UTF_8))
                .startsWith(printed.lines().get(0))
                .endsWith("\n" + UUID_OF_GUEST + "/store/0000000000000007 web-1 .\n");
    }

    @Test
    void anEventIsPrintedBeforeItsHandlerEnds() throws IOException {
        follow("[[route]]\nrun = [\"/bin/sleep\", \"1000\"]\n");
        Handling handling = way.handle(event(Door.STORE, "a", ""));
        assertThat(handling).isInstanceOf(Handling.Underway.class);
        assertThat(printed.lines()).hasSize(1);
    }

    @Test
    void aGuestForWhoseHandlerThereIsNoPlaceIsHeldAndSignalledLater() throws IOException {
        follow("[[route]]\nrun = [\"/bin/sleep\", \"0.5\"]\n");
        Way another = router.open(() -> {}, line -> {});
        Handling first = another.handle(event(Door.STORE, "a", ""));
        assertThat(way.handle(event(Door.STORE, "a", ""))).isEqualTo(Handling.HELD);
        assertThat(printed.lines()).hasSize(1);
        assertThat(join(first).ok()).isTrue();
        await().until(() -> signals.get() == 1);
        assertThat(join(way.handle(event(Door.STORE, "a", ""))).ok()).isTrue();
    }

    @Test
    void aGuestStandsStillWhileItsHandlerRunsAndIsGivenBackBeforeTheReply() throws IOException {
        follow("[[route]]\npause = true\nrun = [\"/bin/sh\", \"-c\", \"until [ -e %s ]; do sleep 0.05; done\"]\n"
                .formatted(file("go")));
        Handling handling = way.handle(event(Door.STORE, "a", ""));
        assertThat(hypervisor.pauses(3)).isEqualTo(1);
        Files.createFile(file("go"));
        assertThat(join(handling).ok()).isTrue();
        assertThat(hypervisor.pauses(3)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"/bin/false, 30s", "/no/interpreter, 30s", "/bin/cat /dev/zero, 300ms"})
    void aGuestGoesOnHoweverItsHandlerEnds(String command, String timeout) throws IOException {
        Path program = Files.writeString(file("program"), "#!" + command + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        follow("[[route]]\npause = true\ntimeout = \"%s\"\nrun = [\"%s\"]\n".formatted(timeout, program));
        assertThat(join(say("a", "")).ok()).isFalse();
        assertThat(hypervisor.pauses(3)).isZero();
    }

    @Test
    void aHandlerDoesNotRunForAGuestThatCannotBePaused() throws IOException {
        follow("[[route]]\npause = true\nrun = [\"/bin/touch\", \"%s\"]\n".formatted(file("ran")));
        hypervisor.refuseToPause();
        assertThat(say("a", "")).isEqualTo(Handling.NOT_PAUSED);
        assertThat(say("a", "")).isEqualTo(Handling.NOT_PAUSED); // its place is free again
        assertThat(log).hasSize(2).allMatch(line -> line.contains("its guest cannot be paused: pause domain 3: EPERM"));
        assertThat(file("ran")).doesNotExist();
    }

    private Event trap(long pointer, long pointerToNothing) {
        ByteBuffer payload = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        payload.putLong(0, pointer).putLong(8, pointerToNothing);
        event(Door.TRAP, "a", "").payload().set(payload.array(), 0, payload.capacity());
        return event.by(new Trapped(0, 3, 0, 0, AddressSpace.physical(hypervisor, 3)));
    }

    @Test
    void aHandlerIsGivenTheMemoryThatATrapPointsTo() throws IOException {
        follow("""
                [[route]]
                door = "trap"
                run = ["/bin/cat"]
                pause = true
                read = [{ pointer = 0, length = 5 }, { pointer = 8, length = 1 }, { pointer = 13, length = 1 },
                        { pointer = 0, length = 1 }]
                """);
        hypervisor.frame(2).put(0x10, "as it was then".getBytes(UTF_8));
        Handling handling = way.handle(trap(0x2010, 0x9000));
        hypervisor.frame(2).put(0x10, "and not any more".getBytes(UTF_8));
        assertThat(new String(join(handling).data(), UTF_8))
                .endsWith("\",\"xenread0\":\"YXMgaXQ=\",\"xenread3\":\"YQ==\"}\n")
                .startsWith(printed.lines().get(0).replace("\"}", ""));
        assertThat(printed.lines().get(0)).doesNotContain("xenread");
        assertThat(log)
                .containsExactly(
                        "xenread1 cannot be read: 0x9000 leads to a frame that the domain does not have",
                        "xenread2 cannot be read: the payload has no 8 bytes at 13");
    }

    @Test
    void aDefectKeepsNeitherAHandlersPlaceNorAGuestStandingStill() throws IOException {
        follow("[[route]]\npause = true\nrun = [\"/bin/true\"]\nread = [{ pointer = 0, length = 5 }]\n"
                + "door = \"trap\"\n[[route]]\nrun = [\"/bin/true\"]\n");
        GuestFrames defects = (frames, writable) -> {
            throw new IllegalStateException("a defect");
        };
        AddressSpace defect = AddressSpace.of(defects, new VcpuState(0, 0, 0, 0, 0, 3));
        Event trap = trap(0x2010, 0).by(new Trapped(0, 3, 0, 0, defect));
        assertThatThrownBy(() -> way.handle(trap)).hasMessage("a defect");
        assertThat(hypervisor.isPaused(3)).isFalse();
        assertThat(join(say("a", "")).ok()).isTrue();
    }

    @Test
    void whatOnePlaceCannotTakeNowIsInNoPlaceTwice() throws IOException {
        follow("[[route]]\nto = [\"%s\", \"stdout\"]\n".formatted(file("events")));
        assertThat(say("a", "1")).isEqualTo(Handling.TAKEN);
        printed.hold();
        assertThat(way.handle(event(Door.STORE, "a", "2"))).isEqualTo(Handling.HELD);
        printed.letGo();
        assertThat(say("a", "2")).isEqualTo(Handling.TAKEN);
        assertThat(printed.lines()).hasSize(2);
        assertThat(Files.readAllLines(file("events"))).isEqualTo(printed.lines());
    }

    @Test
    void eventsThatCameByTheOldRoutesArriveBeforeNewOnesHold() throws IOException {
        follow("[[route]]\nto = \"%s\"\n".formatted(file("old")));
        assertThat(way.handle(event(Door.STORE, "a", "1"))).isEqualTo(Handling.TAKEN);
        follow("[[route]]\nto = \"%s\"\n".formatted(file("new")));
        assertThat(way.handle(event(Door.STORE, "a", "2"))).isEqualTo(Handling.TAKEN);
        assertThat(way.flush()).isTrue();
        assertThat(Files.readAllLines(file("old"))).singleElement().asString().contains("\"data\":\"1\"");
        assertThat(Files.readAllLines(file("new"))).singleElement().asString().contains("\"data\":\"2\"");
    }

    @Test
    void whileAnOldPlaceCannotTakeItsEventsNewOnesWait() throws IOException {
        assertThat(way.handle(event(Door.STORE, "a", "1"))).isEqualTo(Handling.TAKEN);
        printed.hold();
        follow("[[route]]\nto = \"%s\"\n".formatted(file("new")));
        assertThat(way.handle(event(Door.STORE, "a", "2"))).isEqualTo(Handling.HELD);
        printed.letGo();
        assertThat(way.handle(event(Door.STORE, "a", "2"))).isEqualTo(Handling.TAKEN);
        assertThat(printed.lines()).hasSize(1);
    }

    @Test
    void aFileThatWasMovedAwayIsMadeAnew() throws IOException {
        String routes = "[[route]]\nto = \"%s\"\n".formatted(file("events"));
        follow(routes);
        say("a", "1");
        Files.move(file("events"), file("moved"));
        follow(routes);
        say("a", "2");
        assertThat(Files.readAllLines(file("moved"))).hasSize(1);
        assertThat(Files.readAllLines(file("events"))).hasSize(1);
    }

    @Test
    void aPlaceThatCannotBeOpenedLeavesTheOldRoutes() throws IOException {
        follow("[[route]]\ntype = \"a\"\n");
        Files.createSymbolicLink(file("link"), directory);
        assertThatThrownBy(() -> follow("[[route]]\nto = \"%s\"\n".formatted(file("link"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot write to " + file("link"));
        assertThat(say("a", "1")).isEqualTo(Handling.TAKEN);
        assertThat(say("b", "1")).isEqualTo(Handling.REFUSED);
    }

    @Test
    void aFileOfItsSizeIsPutAside() throws IOException {
        follow("[[route]]\nto = [{ path = \"%s\", size = 4096, keep = 2 }]\n".formatted(file("events")));
        for (int i = 0; i < 20; i++) {
            say("a", "x".repeat(1000) + i);
        }
        assertThat(List.of(directory.toFile().list()))
                .contains("events", "events.1", "events.2")
                .doesNotContain("events.3");
        assertThat(Files.size(file("events.1"))).isBetween(2000L, 4096L);
        assertThat(Files.readString(file("events"))).contains("x19\"");
    }
}
