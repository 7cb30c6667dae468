package org.xennotify.agent.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xennotify.agent.door.Ring;
import org.xennotify.agent.door.RingUser;
import org.xennotify.agent.memory.MemoryDom0;
import org.xennotify.agent.memory.MemoryStore;
import org.xennotify.agent.memory.MemoryXen;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.lifecycle.Threads;
import org.xennotify.vchan.RingViolationException;
import org.xennotify.xenstore.XenStoreClient;

class PublicationTest {
    private static final String BASE = "data/xen-notify/";
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Pace QUICK = new Pace(Duration.ofMillis(1500), SOON, SOON, SOON);
    private static final Pace SLOW = new Pace(Duration.ofDays(1), SOON, SOON, Duration.ofDays(1));

    private final MemoryXen xen = new MemoryXen();
    private final MemoryStore store = xen.store();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, Threads.named("worker"));
    private final XenStoreClient client = connect();

    private final RememberingUser user = new RememberingUser();

    /** Knows the rings that it was told of. */
    private static final class RememberingUser implements RingUser {
        private final List<Ring> rings = new CopyOnWriteArrayList<>();
        private final List<String> epochs = new CopyOnWriteArrayList<>();
        private volatile CompletableFuture<Void> drained = CompletableFuture.completedFuture(null);
        private final AtomicInteger drains = new AtomicInteger();
        private final AtomicInteger detached = new AtomicInteger();
        private final AtomicInteger shut = new AtomicInteger();
        private final AtomicInteger raised = new AtomicInteger();

        @Override
        public void attach(Ring ring, long epoch) {
            rings.add(ring);
            epochs.add(HexFormat.of().toHexDigits(epoch));
        }

        @Override
        public CompletableFuture<Void> drain() {
            drains.incrementAndGet();
            return drained;
        }

        @Override
        public void detach() {
            detached.incrementAndGet();
        }

        @Override
        public void shut() {
            shut.incrementAndGet();
        }

        @Override
        public void raised() {
            raised.incrementAndGet();
        }
    }

    private XenStoreClient connect() {
        try {
            return XenStoreClient.connect(xen::openStore);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Publication start(Pace pace) throws Exception {
        return start(pace, OptionalInt.empty());
    }

    private Publication start(Pace pace, OptionalInt ringSize) throws Exception {
        Publication publication = new Publication(xen, client, worker, pace, said::add, ringSize, user);
        worker.submit(() -> {
                    publication.start();
                    return 0;
                })
                .get();
        return publication;
    }

    @AfterEach
    void end() {
        worker.shutdownNow();
        client.close();
    }

    private String epoch() {
        return store.get(BASE + "epoch");
    }

    private void awaitOtherEpochThan(String old) {
        await().until(() -> epoch() != null && !epoch().equals(old));
    }

    private static Outcome on(ScheduledThreadPoolExecutor worker, Publication publication) throws Exception {
        return worker.submit(publication::ringBell).get();
    }

    @Test
    void theEpochIsRemovedFirstAndWrittenLast() throws Exception {
        store.put(BASE + "epoch", "0123456789abcdef");
        store.put(BASE + "ring-ref", "8");

        start(SLOW);

        assertThat(store.log())
                .containsExactly(
                        "remove data/xen-notify/epoch",
                        "remove data/xen-notify/event-channel",
                        "remove data/xen-notify/ring-ref",
                        "remove data/xen-notify/rejected",
                        "write data/xen-notify/version=1",
                        "write data/xen-notify/platform=Memory ?",
                        "write data/xen-notify/event-channel=70",
                        "write data/xen-notify/epoch=" + epoch());
        assertThat(epoch()).matches("[0-9a-f]{16}").isNotEqualTo("0123456789abcdef");
    }

    @Test
    void afterAResumeTheOldChannelsAreNotTouchedAndAllIsPublishedAgain() throws Exception {
        start(SLOW);
        String old = epoch();

        store.resume();

        awaitOtherEpochThan(old);
        await().until(() -> said.size() == 2);
        assertThat(xen.channels().get(0).calls()).containsExactly("allocate 0", "abandon");
        assertThat(store.get(BASE + "event-channel")).isEqualTo("71");
        assertThat(said.get(1)).contains("domain 4").contains("resume");
    }

    @Test
    void anEpochThatIsGoneMeansAResumeEvenIfTheDomidIsTheSame() throws Exception {
        start(SLOW);

        store.delete("data");

        awaitOtherEpochThan(null);
        await().until(() -> xen.channels().size() == 2);
        assertThat(xen.channels().get(0).calls()).endsWith("abandon");
    }

    @Test
    void aRestartedDaemonThatKeptItsNodesIsNoReasonToPublish() throws Exception {
        start(SLOW);
        String old = epoch();

        store.restart();
        store.put(BASE + "listener", "1 0123456789abcdef");

        await().until(() -> said.contains("listener attached"));
        assertThat(epoch()).isEqualTo(old);
    }

    @Test
    void aRestartedDaemonThatForgotIsToldAgain() throws Exception {
        start(SLOW);
        String old = epoch();

        store.restart();
        store.delete("data");

        awaitOtherEpochThan(old);
    }

    @Test
    void whileDom0AsksForQuietThePortIsGivenUp() throws Exception {
        Publication publication = start(SLOW);

        store.put(BASE + "quiesce", "1");
        await().until(() -> said.stream().anyMatch(line -> line.startsWith("quiesced")));

        assertThat(store.children("data/xen-notify")).containsExactly("platform", "quiesce", "version");
        assertThat(xen.channels().get(0).calls()).containsExactly("allocate 0", "close");
        assertThat(on(worker, publication))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.exit()).isEqualTo(Exit.UNAVAILABLE));

        store.delete(BASE + "quiesce");
        awaitOtherEpochThan(null);
        assertThat(xen.channels()).hasSize(2);
    }

    @Test
    void aRejectedEpochIsFollowedByAnotherOnlyWhenItIsOldEnough() throws Exception {
        start(QUICK);
        String first = epoch();

        store.put(BASE + "rejected", first + " bad\u0007ring");

        awaitOtherEpochThan(first);
        assertThat(said.get(1)).matches("rejected epoch " + first + ": bad\\?ring; a new one follows in [12] s");
        assertThat(xen.channels().get(0).calls()).containsExactly("allocate 0", "close");
        assertThat(store.get(BASE + "rejected")).isNull();
    }

    @Test
    void rejectionsOfOtherEpochsMeanNothing() throws Exception {
        start(QUICK);
        String first = epoch();

        store.put(BASE + "rejected", first + "0 no such epoch");
        store.put(BASE + "rejected", "");
        store.put(BASE + "rejected", "\u00ff\u0001 x");
        store.put(BASE + "listener", "1 0123456789abcdef");

        await().until(() -> said.contains("listener attached"));
        assertThat(epoch()).isEqualTo(first);
    }

    @Test
    void aReachedQuotaIsSaidOnceAndTriedAgain() throws Exception {
        store.refuse(change -> change.startsWith("write data/xen-notify/platform") ? "EQUOTA" : "");
        start(SLOW);
        await().until(() -> xen.channels().size() > 3);

        store.refuse(change -> "");
        awaitOtherEpochThan(null);
        await().until(() -> said.size() > 1);

        assertThat(said).hasSize(2);
        assertThat(said.get(0)).startsWith("not published: XenStore's quota for this guest is reached");
        assertThat(said.get(1)).startsWith("published");
        assertThat(xen.channels().get(0).calls()).endsWith("close");
    }

    @Test
    void aListenerIsToldOnlyIfItsNodeIsOne() throws Exception {
        start(SLOW);

        store.put(BASE + "listener", "2 0123456789abcdef");
        store.put(BASE + "listener", "1 0123456789abcdef");
        await().until(() -> said.contains("listener attached"));
        store.delete(BASE + "listener");

        await().until(() -> said.contains("listener gone"));
        assertThat(said).hasSize(3);
    }

    @Test
    void theBellNotifiesThePort() throws Exception {
        Publication publication = start(SLOW);

        assertThat(on(worker, publication)).isEqualTo(new Outcome.Accepted());

        assertThat(xen.channels().get(0).calls()).containsExactly("allocate 0", "notify 70");
    }

    @Test
    void whoMeetsAnotherAgentsEpochGivesWay() throws Exception {
        Publication publication = start(SLOW);

        store.put(BASE + "epoch", "0123456789abcdef");

        assertThat(publication.ended().get().getMessage()).contains("another agent");
        worker.submit(publication::stop).get();
        assertThat(epoch()).isEqualTo("0123456789abcdef");
    }

    @Test
    void anOrderlyStopRemovesWhatWasWrittenButNotTheInbox() throws Exception {
        store.put(BASE + "inbox/x", "a.b");
        Publication publication = start(SLOW);

        worker.submit(publication::stop).get();

        assertThat(store.children("data/xen-notify")).containsExactly("inbox");
        assertThat(xen.channels().get(0).calls()).containsExactly("allocate 0", "close");
    }

    @Test
    void anAgentThatStopsRightAfterAResumeClosesNothing() throws Exception {
        Publication publication = start(SLOW);
        worker.submit(() -> {
                    store.resume();
                    publication.stop();
                })
                .get();

        assertThat(xen.channels().get(0).calls()).containsExactly("allocate 0", "abandon");
    }

    @Test
    void everyEpochHasItsHolder() throws Exception {
        start(SLOW);
        String first = epoch();
        assertThat(xen.holders()).containsExactly(first);

        store.resume();

        awaitOtherEpochThan(first);
        assertThat(xen.holders()).as("the first must stay").containsExactly(first, epoch());
    }

    @Test
    void theHolderOfAnAgentThatDiedEndsIfItsEpochSaysThatNoResumeCame() throws Exception {
        String left = "0123456789abcdef";
        xen.holdEventChannels(left);
        xen.holdEventChannels("76543210fedcba98");
        store.put(BASE + "epoch", left);

        start(SLOW);

        assertThat(xen.holders()).containsExactly("76543210fedcba98", epoch());
    }

    @Test
    void withoutAHolderTheAgentSaysWhatMustNotBe() throws Exception {
        xen.holdNothing("the holder cannot be started: EACCES.");

        start(SLOW);

        assertThat(said)
                .last()
                .isEqualTo("once this guest was restored, the agent must not end before it: the holder cannot be"
                        + " started: EACCES.");
    }

    @Test
    void whatDom0AsksForIsDoneWhenTheEpochIsGone() throws Exception {
        List<String> closedBefore = new CopyOnWriteArrayList<>();
        start(SLOW);
        store.refuse(change -> {
            closedBefore.add(change + " " + xen.channels().get(0).calls().contains("close"));
            return "";
        });

        store.put(BASE + "quiesce", "1");

        await().until(() -> said.stream().anyMatch(line -> line.startsWith("quiesced")));
        assertThat(closedBefore).contains("remove data/xen-notify/epoch true");
        assertThat(closedBefore).doesNotContain("remove data/xen-notify/epoch false");
    }

    private static final OptionalInt RING = OptionalInt.of(4096);

    @Test
    void aRingIsPublishedBesideItsPortWithTheEpochLast() throws Exception {
        start(SLOW, RING);

        assertThat(store.log())
                .endsWith(
                        "write data/xen-notify/event-channel=70",
                        "write data/xen-notify/ring-ref=40",
                        "write data/xen-notify/epoch=" + epoch());
        assertThat(said.get(0)).contains("ring of 4096 bytes");
        assertThat(user.rings).hasSize(1);
        assertThat(user.epochs).containsExactly(epoch());
    }

    @Test
    void whoSeesTheEpochFindsItsRingInUse() throws Exception {
        List<String> known = new CopyOnWriteArrayList<>();
        store.refuse(change -> {
            if (change.startsWith("write data/xen-notify/epoch")) {
                known.addAll(user.epochs);
            }
            return "";
        });

        start(SLOW, RING);

        assertThat(known).containsExactly(epoch());
    }

    @Test
    void aRingThatCannotBePublishedIsTakenFromItsUserWhoWaitsForNoOther() throws Exception {
        store.refuse(change -> change.startsWith("write data/xen-notify/epoch") ? "EQUOTA" : "");
        start(SLOW, RING);
        await().until(() -> user.detached.get() >= 2 && user.shut.get() >= 2);

        store.refuse(change -> "");

        await().until(() -> epoch() != null);
        assertThat(user.epochs).hasSize(user.detached.get() + 1).endsWith(epoch());
        assertThat(xen.grants().held()).as("pages of the last ring").isEqualTo(2);
    }

    @Test
    void aListenerThatAttachesRaisesTheRingsUser() throws Exception {
        start(SLOW, RING);

        try (MemoryDom0 dom0 = MemoryDom0.attach(xen)) {
            await().until(() -> user.raised.get() > 0);
            assertThat(dom0.look()).isEmpty();
            assertThat(user.rings.get(0).vchan().isPeerLive()).isTrue();
        }
        assertThat(user.rings.get(0).vchan().isPeerLive()).isFalse();
    }

    @Test
    void aPortThatWasRaisedIsRaisedAgainOnlyAfterItWasLookedAt() throws Exception {
        start(SLOW, RING);
        xen.channels().get(0).raise();
        await().until(() -> user.raised.get() == 1);

        xen.channels().get(0).raise();
        user.rings.get(0).rearm();

        await().until(() -> user.raised.get() == 2);
    }

    @Test
    void whereNoPagesCanBeSharedThereIsABellAndALineThatSaysWhy() throws Exception {
        xen.shareNothing();
        Publication publication = start(SLOW, RING);

        assertThat(said.get(0)).startsWith("published epoch ").endsWith("a bell");
        assertThat(said.get(1)).startsWith("no ring, only a bell: ").contains("xen-gntalloc");
        assertThat(store.get(BASE + "ring-ref")).isNull();
        assertThat(user.rings).isEmpty();
        assertThat(on(worker, publication)).isEqualTo(new Outcome.Accepted());
    }

    @Test
    void whereThereIsARingThereIsNoBell() throws Exception {
        Publication publication = start(SLOW, RING);

        assertThat(on(worker, publication)).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.exit()).isEqualTo(Exit.UNAVAILABLE);
            assertThat(failed.sentence()).contains("--no-ring");
        });
    }

    @Test
    void afterAResumeTheOldRingsPagesAreGivenBackAndANewOneIsPublished() throws Exception {
        start(SLOW, RING);
        String old = epoch();

        store.resume();

        awaitOtherEpochThan(old);
        await().until(() -> user.rings.size() == 2);
        assertThat(xen.channels().get(0).calls()).containsExactly("allocate 0", "abandon");
        assertThat(user.detached).hasValue(1);
        assertThat(xen.grants().held()).as("pages of the new ring").isEqualTo(2);
        assertThat(store.get(BASE + "ring-ref")).isEqualTo("42");
    }

    @Test
    void whileDom0AsksForQuietTheRingIsGivenUpWithThePort() throws Exception {
        start(SLOW, RING);

        store.put(BASE + "quiesce", "1");
        await().until(() -> said.stream().anyMatch(line -> line.startsWith("quiesced")));

        assertThat(store.children("data/xen-notify")).containsExactly("platform", "quiesce", "version");
        assertThat(xen.channels().get(0).calls()).containsExactly("allocate 0", "notify 70", "close");
        assertThat(xen.grants().held()).isZero();
        assertThat(user.detached).hasValue(1);
    }

    private void askForQuiet() {
        store.put(BASE + "quiesce", "1");
        await().until(() -> user.drains.get() == 1);
    }

    @Test
    void aRingIsGivenUpForQuietOnlyWhenItIsDrained() throws Exception {
        user.drained = new CompletableFuture<>();
        Publication publication = start(SLOW, RING);
        String epoch = epoch();

        askForQuiet();
        store.put(BASE + "listener", "1 0123456789abcdef");
        await().until(() -> said.contains("listener attached"));
        assertThat(epoch()).isEqualTo(epoch);
        assertThat(worker.submit(publication::report).get()).containsEntry("state", "draining");

        user.drained.complete(null);
        await().until(() -> said.stream().anyMatch(line -> line.startsWith("quiesced")));
        assertThat(user.detached).hasValue(1);
        assertThat(user.drains).hasValue(1);
    }

    @Test
    void aRingThatIsNotDrainedInTimeIsGivenUpAllTheSame() throws Exception {
        user.drained = new CompletableFuture<>();
        start(QUICK, RING);

        askForQuiet();

        await().until(() -> said.stream().anyMatch(line -> line.startsWith("quiesced")));
        assertThat(xen.grants().held()).isZero();
    }

    @Test
    void quietThatIsTakenBackWhileTheRingDrainsEndsTheEpochAllTheSame() throws Exception {
        user.drained = new CompletableFuture<>();
        start(SLOW, RING);
        String epoch = epoch();
        askForQuiet();

        store.delete(BASE + "quiesce");
        user.drained.complete(null);

        awaitOtherEpochThan(epoch);
        await().until(() -> user.rings.size() == 2);
    }

    @Test
    void aResumeWhileTheRingDrainsLeavesTheOldChannelsAlone() throws Exception {
        user.drained = new CompletableFuture<>();
        start(SLOW, RING);
        String epoch = epoch();
        askForQuiet();

        store.resume();

        awaitOtherEpochThan(epoch);
        await().until(() -> user.rings.size() == 2);
        assertThat(xen.channels().get(0).calls()).containsExactly("allocate 0", "abandon");
    }

    @Test
    void anAgentThatStopsWhileTheRingDrainsRemovesAll() throws Exception {
        user.drained = new CompletableFuture<>();
        Publication publication = start(SLOW, RING);
        askForQuiet();

        worker.submit(publication::stop).get();

        assertThat(store.children("data/xen-notify")).containsExactly("quiesce");
        assertThat(xen.grants().held()).isZero();
    }

    @Test
    void aRejectedRingIsGivenUpAtOnceAndFollowedWhenItIsOldEnough() throws Exception {
        start(QUICK, RING);
        String first = epoch();

        store.put(BASE + "rejected", first + " a length of 0");

        await().until(() -> said.size() == 2);
        assertThat(xen.grants().held()).isZero();
        awaitOtherEpochThan(first);
        await().until(() -> user.rings.size() == 2);
    }

    @Test
    void aRingThatFailedIsGivenUpWithALineAndFollowedWhenItIsOldEnough() throws Exception {
        start(QUICK, RING);
        String first = epoch();

        user.rings.get(0).fail(new RingViolationException("consumer index 7"));

        await().until(() -> said.size() > 1);
        assertThat(said.get(1)).matches("gave up epoch " + first + ": consumer index 7; a new one follows in [12] s");
        assertThat(epoch()).isNull();
        awaitOtherEpochThan(first);
        assertThat(store.get(BASE + "ring-ref")).isEqualTo("42");
    }

    @Test
    void anOrderlyStopRemovesTheRingToo() throws Exception {
        Publication publication = start(SLOW, RING);

        worker.submit(publication::stop).get();

        assertThat(store.children("data/xen-notify")).isEmpty();
        assertThat(xen.grants().held()).isZero();
    }
}
