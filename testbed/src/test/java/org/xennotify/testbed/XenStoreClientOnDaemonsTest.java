package org.xennotify.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.xennotify.testbed.RealXenStored.Daemon;
import org.xennotify.testbed.sim.SimHost;
import org.xennotify.testbed.sim.store.Flavour;
import org.xennotify.xenstore.Permission;
import org.xennotify.xenstore.Permission.Access;
import org.xennotify.xenstore.Request;
import org.xennotify.xenstore.Watch;
import org.xennotify.xenstore.XenStore;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;
import org.xennotify.xenstore.XenStoreException.Kind;

/** The client sees no difference between the daemons, real and simulated, that it has not smoothed out. */
@ParameterizedClass
@EnumSource
@Timeout(30)
class XenStoreClientOnDaemonsTest {
    // How often the client runs a transaction at most.
    private static final int ATTEMPTS = 16;

    private static final String NODE = "/test/a";
    private static final int WHOLE_REQUEST = 4096 - NODE.length() - 1;

    enum Server {
        SIMULATED_XENSTORED(WHOLE_REQUEST) {
            @Override
            StoreDaemonUnderTest start(Path directory) throws IOException {
                return new StoreDaemonUnderTest.Simulated(SimHost.start(directory, Flavour.XENSTORED));
            }
        },
        SIMULATED_OXENSTORED(2048) {
            @Override
            StoreDaemonUnderTest start(Path directory) throws IOException {
                return new StoreDaemonUnderTest.Simulated(SimHost.start(directory, Flavour.OXENSTORED));
            }
        },
        REAL_XENSTORED(WHOLE_REQUEST) {
            @Override
            StoreDaemonUnderTest start(Path directory) throws IOException {
                return real(directory, Daemon.XENSTORED);
            }
        },
        REAL_OXENSTORED(2048) {
            @Override
            StoreDaemonUnderTest start(Path directory) throws IOException {
                return real(directory, Daemon.OXENSTORED);
            }
        };

        /** The longest value of the node {@code /test/a} in bytes that Dom0 may write. */
        private final int maxValue;

        Server(int maxValue) {
            this.maxValue = maxValue;
        }

        abstract StoreDaemonUnderTest start(Path directory) throws IOException;

        private static StoreDaemonUnderTest real(Path directory, Daemon daemon) throws IOException {
            assumeThat(RealXenStored.available()).as(RealXenStored.reason()).isTrue();
            return new StoreDaemonUnderTest.Real(RealXenStored.start(directory, daemon));
        }
    }

    @Parameter
    private Server server;

    @TempDir
    private Path directory;

    private StoreDaemonUnderTest daemon;
    private XenStoreClient client;

    @BeforeEach
    void connect() throws IOException {
        daemon = server.start(directory);
        client = XenStoreClient.connect(daemon::connect);
    }

    @AfterEach
    void close() {
        if (daemon != null) {
            client.close();
            daemon.close();
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    private static void assertRefused(Kind kind, ThrowingCallable call) {
        XenStoreException refused = catchThrowableOfType(XenStoreException.class, call);
        assertThat(refused).isNotNull();
        assertThat(refused.kind()).as(refused.getMessage()).isEqualTo(kind);
    }

    /** Watches, and forgets the event with which every watch begins. */
    private Queue<String> follow(String path) throws XenStoreException {
        Queue<String> changed = new ConcurrentLinkedQueue<>();
        client.watch(path, changed::add);
        await().untilAsserted(() -> assertThat(changed).containsExactly(path));
        changed.clear();
        return changed;
    }

    private static void awaitOnly(Queue<String> changed, String path) {
        await().untilAsserted(() -> assertThat(changed).containsExactly(path));
    }

    @Test
    void shouldReadBackWhatItWrote() throws Exception {
        client.write("/test/a", "one");
        client.write("/test/a", "two");
        client.write("/test/empty", "");

        assertThat(client.findText("/test/a")).contains("two");
        assertThat(client.findText("/test/empty")).contains("");
        assertThat(client.findText("/test")).contains("");
        assertThat(client.exists("/test/b")).isFalse();
    }

    @Test
    void shouldKeepEveryByteOfAValue() throws Exception {
        byte[] value = new byte[2048];
        IntStream.range(0, value.length).forEach(i -> value[i] = (byte) i);
        client.write("/test/bytes", value);

        assertThat(client.read("/test/bytes")).isEqualTo(value);
    }

    @Test
    void shouldTellWhenAValueIsTooLong() throws Exception {
        client.write(NODE, new byte[server.maxValue]);

        assertRefused(Kind.FULL, () -> client.write(NODE, new byte[server.maxValue + 1]));
        assertThat(client.read(NODE)).hasSize(server.maxValue);
    }

    @Test
    void shouldListTheNamesOfChildren() throws Exception {
        client.write("/test/a/deeper", "");
        client.makeDirectory("/test/b");
        client.makeDirectory("/test/b");

        assertThat(client.list("/test")).containsExactlyInAnyOrder("a", "b");
        assertThat(client.list("/test/b")).isEmpty();
        assertThat(client.listIfPresent("/test/c")).isEmpty();
    }

    @Test
    void shouldListMoreThanOneReplyHolds() throws Exception {
        List<String> names =
                IntStream.range(0, 1000).mapToObj(i -> "a-name-" + i).toList();
        client.transaction(transaction -> {
            for (String name : names) {
                transaction.write("/test/" + name, "");
            }
            return names;
        });

        assertThat(client.list("/test")).containsExactlyInAnyOrderElementsOf(names);
        List<String> seenInside = client.transaction(transaction -> transaction.list("/test"));
        assertThat(seenInside).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void shouldRemoveANodeWithAllBelowIt() throws Exception {
        client.write("/test/a/b/c", "");
        client.remove("/test/a");
        client.remove("/test/a");
        client.remove("/nowhere/at/all");

        assertThat(client.list("/test")).isEmpty();
    }

    @Test
    void shouldSetPermissionsAndHandThemDown() throws Exception {
        List<Permission> permissions = List.of(new Permission(Access.NONE, 0), new Permission(Access.READ, 0));
        client.write("/test/a", "");
        assertThat(client.permissions("/test/a")).hasToString("[n0]");

        client.setPermissions("/test/a", permissions);
        client.write("/test/a/b", "");
        assertThat(client.permissions("/test/a")).isEqualTo(permissions);
        assertThat(client.permissions("/test/a/b")).isEqualTo(permissions);
    }

    @Test
    void shouldTellDomainsByTheirNumbers() throws Exception {
        assertThat(client.domainPath(7)).isEqualTo("/local/domain/7");
        assertThat(client.isIntroduced(0)).isTrue();
        assertThat(client.isIntroduced(4711)).isFalse();
    }

    @Test
    void shouldHaveNoFeaturesWhereTheDaemonIsTooOldToBeAsked() throws Exception {
        assertThat(client.features()).isZero();
        assertThat(client.exists("/")).as("the connection lives on").isTrue();
    }

    @Test
    void shouldGiveEachRefusalItsKind() throws Exception {
        assertRefused(Kind.NOT_FOUND, () -> client.read("/test/nothing"));
        assertRefused(Kind.NOT_FOUND, () -> client.list("/test/nothing"));
        assertRefused(Kind.NOT_FOUND, () -> client.permissions("/test/nothing"));
        assertRefused(Kind.INVALID, () -> client.read("/test//a"));
        assertRefused(Kind.INVALID, () -> client.write("/test/a b", ""));
        assertRefused(Kind.INVALID, () -> client.write("/" + "x".repeat(3000), ""));
        assertRefused(Kind.UNSUPPORTED, () -> client.call(new Request.GetFeature()));
    }

    @Test
    void shouldCommitATransactionAsAWhole() throws Exception {
        client.transaction(transaction -> {
            transaction.write("/test/a", "1");
            assertThat(client.exists("/test/a")).as("seen from outside").isFalse();
            assertThat(transaction.exists("/test/a")).as("seen from inside").isTrue();
            return transaction;
        });
        assertThat(client.findText("/test/a")).contains("1");
    }

    @Test
    void shouldLeaveNothingOfATransactionThatFails() throws Exception {
        assertRefused(
                Kind.NOT_FOUND,
                () -> client.transaction(transaction -> {
                    transaction.write("/test/a", "1");
                    return transaction.read("/test/nothing");
                }));
        assertThat(client.exists("/test/a")).isFalse();
    }

    @Test
    void shouldRunATransactionAgainWhenAnotherCommitCameBetween() throws Exception {
        client.write("/test/counter", "0");
        AtomicInteger runs = new AtomicInteger();
        client.transaction(transaction -> {
            int seen = Integer.parseInt(transaction.findText("/test/counter").orElseThrow());
            if (runs.getAndIncrement() == 0) {
                client.write("/test/counter", "5");
            }
            transaction.write("/test/counter", Integer.toString(seen + 1));
            return seen;
        });
        assertThat(client.findText("/test/counter")).contains("6");
        assertThat(runs).hasValue(2);
    }

    @Test
    void shouldGiveUpATransactionThatAlwaysMeetsAnotherCommit() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        client.write("/test/a", "start");
        assertRefused(
                Kind.CONFLICT,
                () -> client.transaction(transaction -> {
                    transaction.read("/test/a");
                    client.write("/test/a", "outside " + runs.incrementAndGet());
                    transaction.write("/test/a", "inside");
                    return runs;
                }));
        assertThat(runs).hasValue(ATTEMPTS);
        assertThat(client.findText("/test/a")).contains("outside " + ATTEMPTS);
    }

    @Test
    void shouldFireEachWatchForItsOwnPath() throws Exception {
        Queue<String> a = follow("/test/a");
        Queue<String> b = follow("/test/b");

        client.write("/test/a", "1");
        awaitOnly(a, "/test/a");
        client.write("/test/b/below", "1");
        awaitOnly(b, "/test/b/below");
        client.remove("/test/b");
        await().untilAsserted(() -> assertThat(b).contains("/test/b"));
        assertThat(a).containsExactly("/test/a");
    }

    @Test
    void shouldFireARelativeWatchWithRelativePaths() throws Exception {
        Queue<String> changed = follow("relative");
        client.write("relative/x", "1");

        awaitOnly(changed, "relative/x");
        assertThat(client.findText("/local/domain/0/relative/x")).contains("1");
    }

    @Test
    void shouldFireWhenADomainIsIntroduced() throws Exception {
        Queue<String> introduced = follow("@introduceDomain");
        daemon.introduceDomain();

        await().untilAsserted(() -> assertThat(introduced).contains("@introduceDomain"));
    }

    @Test
    void shouldNotFireAWatchThatWasClosed() throws Exception {
        Queue<String> changed = new ConcurrentLinkedQueue<>();
        Watch watch = client.watch("/test", changed::add);
        await().until(() -> !changed.isEmpty());
        watch.close();
        changed.clear();
        Queue<String> later = follow("/test");

        client.write("/test/a", "1");
        awaitOnly(later, "/test/a");
        assertThat(changed).isEmpty();
    }

    @Test
    void shouldFindTheAnswerToEachOfManyRequestsUnderWay() throws Exception {
        for (int i = 0; i < 32; i++) {
            client.write("/test/" + i, "value " + i);
        }
        for (int round = 0; round < 20; round++) {
            List<CompletableFuture<byte[]>> replies = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                replies.add(client.submit(new Request.Read("/test/" + i)));
            }
            for (int i = 0; i < 32; i++) {
                assertThat(XenStore.await(replies.get(i))).asString().isEqualTo("value " + i);
            }
        }
    }

    @Test
    void shouldKeepItsConnectionWhenACallerIsInterrupted() throws Exception {
        client.write("/test/a", "1");
        Thread.currentThread().interrupt();
        CompletableFuture<byte[]> reply = client.submit(new Request.Read("/test/a"));
        assertThat(Thread.interrupted()).isTrue();

        assertThat(XenStore.await(reply)).asString().isEqualTo("1");
    }

    @Test
    void shouldFailAtOnceWhileThereIsNoDaemon() {
        daemon.stop();

        assertRefused(Kind.DISCONNECTED, () -> client.read("/"));
        assertRefused(Kind.DISCONNECTED, () -> client.watch("/", path -> {}));
    }

    @Test
    void shouldSetItsWatchesAgainWhenTheDaemonWasRestarted() throws Exception {
        Queue<String> absolute = follow("/test");
        Queue<String> relative = follow("relative");
        daemon.restart();

        awaitOnly(absolute, "/test");
        awaitOnly(relative, "relative");
        client.write("/test/a", "1");
        client.write("relative/b", "1");
        await().untilAsserted(() -> assertThat(absolute).containsExactly("/test", "/test/a"));
        await().untilAsserted(() -> assertThat(relative).containsExactly("relative", "relative/b"));
    }

    @Test
    void shouldWakeEveryWaiterWhenItIsClosed() throws Exception {
        daemon.freeze();
        List<CompletableFuture<byte[]>> replies = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            replies.add(client.submit(new Request.Read("/")));
        }
        List<CompletableFuture<Void>> waiters = replies.stream()
                .map(reply ->
                        CompletableFuture.runAsync(() -> assertRefused(Kind.DISCONNECTED, () -> XenStore.await(reply))))
                .toList();
        assertThat(replies).noneMatch(CompletableFuture::isDone);
        client.close();

        await().until(() -> waiters.stream().allMatch(CompletableFuture::isDone));
        waiters.forEach(CompletableFuture::join);
    }
}
