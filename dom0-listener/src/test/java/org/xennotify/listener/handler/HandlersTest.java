package org.xennotify.listener.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.event.Reply;
import org.xennotify.listener.config.Field;
import org.xennotify.listener.config.HandlerSettings;

@Timeout(60)
class HandlersTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String LINE = "{\"type\":\"app.ready\"}\n";

    @TempDir
    Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private Handlers handlers;

    @BeforeEach
    void open() {
        handlers = new Handlers(directory, timer, 2);
    }

    @AfterEach
    void close() {
        handlers.close();
        timer.shutdownNow();
    }

    private CompletableFuture<Reply> start(Duration timeout, byte[] line, String user, String... command) {
        Cage cage = handlers.reserve(() -> {}).orElseThrow();
        return handlers.run(cage, task(timeout, line, user, command), log::add);
    }

    private static Task task(Duration timeout, byte[] line, String user, String... command) {
        Map<Field, String> fields = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            fields.put(field, "the " + field.label());
        }
        return new Task(new HandlerSettings(List.of(command), user, timeout, false, List.of()), fields, line);
    }

    private CompletableFuture<Reply> start(Duration timeout, String script) {
        return start(timeout, LINE.getBytes(UTF_8), "", "/bin/sh", "-c", script);
    }

    private static Reply join(CompletableFuture<Reply> reply) {
        return reply.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static void assertOk(Reply reply, String answer) {
        assertThat(new String(reply.data(), UTF_8)).isEqualTo(answer);
        assertThat(reply.ok()).isTrue();
    }

    private static void assertFailed(Reply reply, String reason) {
        assertThat(new String(reply.data(), UTF_8)).isEqualTo(reason);
        assertThat(reply.ok()).isFalse();
    }

    private ProcessHandle awaitProcess(Path pidFile) {
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(pidFile) && Files.size(pidFile) > 0);
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                    .orElseThrow(() -> new AssertionError("it is dead already"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitDeath(ProcessHandle process) {
        await().atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive() || isZombie(process));
    }

    private static boolean isZombie(ProcessHandle process) throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        return !Files.exists(status) || Files.readString(status).contains("State:\tZ");
    }

    private static void assumeControlGroups() {
        assumeThat(ControlGroups.find().make(99))
                .as("cgroup v2, run by root")
                .isPresent()
                .get()
                .satisfies(group -> assertThat(ControlGroups.remove(group)).isTrue());
    }

    @Test
    void shouldAnswerWithStandardOutput() {
        assertOk(join(start(LONG, "echo yes")), "yes\n");
        assertThat(log).isEmpty();
    }

    @Test
    void shouldHandInTheEventAsALine() {
        assertOk(join(start(LONG, "cat")), LINE);
    }

    @Test
    void shouldSubstituteFieldsInArgumentsAndNothingElse() {
        byte[] line = LINE.getBytes(UTF_8);
        Reply reply = join(start(LONG, line, "", "/bin/echo", "{xendomid}-{type}", "$HOME", "{1}", "a  b; exit 1"));
        assertOk(reply, "the xendomid-the type $HOME {1} a  b; exit 1\n");
    }

    @Test
    void shouldTellTheFieldsInTheEnvironmentAndNothingOfOurs() {
        Reply reply = join(start(LONG, "env"));
        List<String> names = new String(reply.data(), UTF_8)
                .lines()
                .map(line -> line.split("=")[0])
                .toList();
        assertThat(names)
                .contains(
                        "XEN_NOTIFY_XENDOMID",
                        "XEN_NOTIFY_XENDOOR",
                        "XEN_NOTIFY_TYPE",
                        "XEN_NOTIFY_ID",
                        "XEN_NOTIFY_SUBJECT",
                        "XEN_NOTIFY_SEQUENCE")
                .doesNotContain("HOME", "JAVA_HOME", "XEN_NOTIFY_PLATFORM");
    }

    @Test
    void aFailureIsAnsweredWithItsReason() {
        assertFailed(join(start(LONG, "exit 3")), "handler ended with status 3");
        assertFailed(join(start(LONG, "kill -9 $$")), "handler ended with status 137");
        assertFailed(join(start(LONG, "echo infected; exit 1")), "infected\n");
        assertThat(log).hasSize(3).first().asString().contains("/bin/sh ended with status 3");
    }

    @Test
    void whatItComplainsOfIsLogged() {
        assertFailed(join(start(LONG, "echo no disk >&2; exit 1")), "handler ended with status 1");
        assertThat(log).singleElement().asString().endsWith("ended with status 1: no disk");
    }

    @Test
    void aProgramThatIsGoneIsAFailure() {
        Reply reply = join(start(LONG, LINE.getBytes(UTF_8), "", "/no/such/program"));
        assertThat(reply.ok()).isFalse();
        assertThat(log).singleElement().asString().contains("/no/such/program");
    }

    @Test
    void shouldTakeAsManyBytesAsItPrintsAndKeepTheFirst() {
        Reply reply = join(start(LONG, "head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; exit 0"));
        assertThat(reply.ok()).isTrue();
        assertThat(reply.data()).hasSize(Execution.ANSWER);
    }

    @Test
    void aFloodEndsInTime() {
        assertFailed(join(start(SHORT, "yes")), "handler timed out after 300 ms");
        assertOk(join(start(LONG, "echo next")), "next\n");
    }

    @Test
    void aLargeEventNeedNotBeRead() {
        byte[] line = new byte[1 << 20];
        assertOk(join(start(LONG, line, "", "/bin/echo", "done")), "done\n");
    }

    @Test
    void aLargeEventIsReadWhileALargeAnswerIsPrinted() {
        byte[] line = new byte[1 << 20];
        assertThat(join(start(LONG, line, "", "/bin/cat")).data()).hasSize(Execution.ANSWER);
    }

    @Test
    void aHandlerThatHangsIsKilledWithItsChildren() {
        Path pid = directory.resolve("pid");
        CompletableFuture<Reply> reply = start(Duration.ofSeconds(2), "sleep 1000 & echo $! >" + pid + "; wait");
        ProcessHandle child = awaitProcess(pid);
        assertFailed(join(reply), "handler timed out after 2000 ms");
        awaitDeath(child);
    }

    @Test
    void whatDetachedItselfIsKilledToo() {
        assumeControlGroups();
        Path pid = directory.resolve("pid");
        String script = "setsid sh -c 'echo $$ >" + pid + "; exec sleep 1000' & sleep 1000";
        CompletableFuture<Reply> reply = start(Duration.ofSeconds(2), script);
        ProcessHandle detached = awaitProcess(pid);
        assertFailed(join(reply), "handler timed out after 2000 ms");
        awaitDeath(detached);
    }

    @Test
    void whatAHandlerLeavesBehindEndsWithIt() {
        assumeControlGroups();
        Path pid = directory.resolve("pid");
        String script = "setsid sleep 1000 & echo $! >" + pid + "; until [ -s " + pid + " ]; do :; done; echo done";
        assertOk(join(start(LONG, script)), "done\n");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ProcessHandle.of(
                                Long.parseLong(Files.readString(pid).strip()))
                        .map(left -> {
                            try {
                                return isZombie(left);
                            } catch (IOException gone) {
                                return true;
                            }
                        })
                        .orElse(true));
    }

    @Test
    void shouldRunAsAnotherUser() {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Reply reply = join(start(LONG, LINE.getBytes(UTF_8), "nobody", "/bin/sh", "-c", "id -un; id -Gn; cat"));
        assertOk(reply, "nobody\nnogroup\n" + LINE);
    }

    @Test
    void onlySoManyRunAtOnceAndTheNextIsCalled() {
        AtomicInteger called = new AtomicInteger();
        CompletableFuture<Reply> first = start(LONG, "read line; sleep 1");
        CompletableFuture<Reply> second = start(LONG, "sleep 1000");
        Optional<Cage> none = handlers.reserve(called::incrementAndGet);
        assertThat(none).isEmpty();
        assertThat(handlers.reserve(() -> called.addAndGet(10))).isEmpty();
        assertThat(join(first).ok()).isTrue();
        await().atMost(Duration.ofSeconds(20)).until(() -> called.get() == 1);
        assertThat(handlers.reserve(() -> {})).isPresent();
        assertThat(second).isNotDone();
    }

    @Test
    void nothingIsLeftWhenTheListenerStops() throws IOException {
        Path pid = directory.resolve("pid");
        CompletableFuture<Reply> reply = start(LONG, "echo $$ >" + pid + "; sleep 1000");
        ProcessHandle process = awaitProcess(pid);
        handlers.close();
        awaitDeath(process);
        assertThat(directory.toFile().list()).containsExactly("pid");
        assertThat(reply).isNotNull();
    }

    @Test
    void whatStartsWhileTheListenerStopsEndsToo() {
        Cage cage = handlers.reserve(() -> {}).orElseThrow();
        handlers.close();
        CompletableFuture<Reply> reply =
                handlers.run(cage, task(LONG, new byte[0], "", "/bin/sh", "-c", "sleep 1000"), log::add);
        assertThat(reply).isNotDone();
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
        assertThat(log).isEmpty();
    }

    @Test
    void whatAKilledListenerHasLeftEndsWithTheNext() throws Exception {
        Path own = ControlGroups.find().make(98).orElse(null);
        assumeThat(own).as("cgroup v2, run by root").isNotNull();
        Process dead = new ProcessBuilder("/bin/true").start();
        assertThat(dead.waitFor()).isZero();
        Path left = Files.createDirectory(own.resolveSibling("xen-notify." + dead.pid() + ".0"));
        assertThat(ControlGroups.remove(own)).isTrue();
        Process orphan =
                new ProcessBuilder("/bin/sh", "-c", "echo 0 >" + left + "/cgroup.procs; exec sleep 1000").start();
        await().until(() -> !Files.readString(left.resolve("cgroup.procs")).isEmpty());
        handlers.prepare();
        assertThat(orphan.waitFor(20, TimeUnit.SECONDS)).isTrue();
        await().until(() -> ControlGroups.remove(left));
    }

    @Test
    void noHandlersThreadRemainsBehindManyHandlers() {
        List<Reply> replies = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            replies.add(join(start(LONG, "exit 0")));
        }
        assertThat(replies).allMatch(Reply::ok);
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("handler-"))
                .count();
        assertThat(threads).isLessThan(replies.size());
    }
}
