package org.xennotify.agent.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xennotify.agent.memory.MemoryStore;
import org.xennotify.agent.memory.MemoryXen;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.event.Limits;
import org.xennotify.lifecycle.Threads;
import org.xennotify.xenstore.XenStoreClient;

class StoreDoorTest {
    private static final String INBOX = "data/xen-notify/inbox";
    private static final String OUTBOX = "data/xen-notify/outbox";
    private static final Patience PATIENT = new Patience(Duration.ofSeconds(20), false, Duration.ZERO);
    private static final Patience HASTY = new Patience(Duration.ofMillis(50), false, Duration.ZERO);
    private static final Patience DROPS = new Patience(Duration.ofSeconds(20), true, Duration.ZERO);
    private static final Patience ASKS = new Patience(Duration.ofSeconds(20), false, Duration.ofSeconds(20));
    private static final Patience ASKS_HASTILY = new Patience(Duration.ofSeconds(20), false, Duration.ofMillis(50));

    private final MemoryStore store;
    private final MemoryXen xen = new MemoryXen();
    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, Threads.named("worker"));
    private XenStoreClient client;
    private StoreDoor door;

    StoreDoorTest() {
        store = xen.store();
    }

    @BeforeEach
    void open() throws Exception {
        worker.setRemoveOnCancelPolicy(true);
        client = XenStoreClient.connect(xen::openStore);
        door = new StoreDoor(client, worker, "root");
    }

    @AfterEach
    void end() {
        worker.shutdownNow();
        client.close();
    }

    private CompletableFuture<Outcome> send(String user, String data, Patience patience) {
        return door.send(user, new Submission("a.b", data.getBytes(UTF_8), patience));
    }

    private static Outcome result(CompletableFuture<Outcome> outcome) throws Exception {
        return outcome.get(10, TimeUnit.SECONDS);
    }

    private void fill(String user, int count) throws Exception {
        List<CompletableFuture<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(send(user, "", PATIENT));
        }
        for (CompletableFuture<Outcome> one : all) {
            assertThat(result(one)).isEqualTo(new Outcome.Accepted());
        }
    }

    private String onlyPending() {
        await().until(() -> store.children(INBOX).size() == 1);
        return store.children(INBOX).get(0);
    }

    private static void assertFailed(Outcome outcome, Exit exit, String part) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.exit()).isEqualTo(exit);
            assertThat(failed.sentence()).contains(part);
        });
    }

    @Test
    void anEventIsAcceptedOnceItIsInTheInbox() throws Exception {
        assertThat(result(send("root", "some data", PATIENT))).isEqualTo(new Outcome.Accepted());

        assertThat(store.get(INBOX + "/" + onlyPending())).isEqualTo("a.b some data");
    }

    @Test
    void aNameInTheInboxHasTwelveCharacters() throws Exception {
        fill("root", Limits.INBOX_NODES);

        assertThat(store.children(INBOX)).hasSize(64).allMatch(id -> id.matches("_[0-9a-z]{11}"));
    }

    @Test
    void anAnswerIsPassedOnAndRemoved() throws Exception {
        CompletableFuture<Outcome> outcome = send("root", "?", ASKS);
        String id = onlyPending();
        assertThat(store.get(INBOX + "/" + id)).isEqualTo("?a.b ?");

        store.answer(id, "ok fine");

        assertThat(result(outcome))
                .isInstanceOfSatisfying(
                        Outcome.Answered.class,
                        answered ->
                                assertThat(new String(answered.data(), UTF_8)).isEqualTo("fine"));
        assertThat(store.get(OUTBOX + "/" + id)).isNull();
    }

    @Test
    void anErrorAnswerIsAFailureThatSaysWhy() throws Exception {
        CompletableFuture<Outcome> outcome = send("root", "", ASKS);

        store.answer(onlyPending(), "error disk full");

        assertFailed(result(outcome), Exit.FAILED, "disk full");
    }

    @Test
    void aMalformedAnswerIsAFailure() throws Exception {
        CompletableFuture<Outcome> outcome = send("root", "", ASKS);

        store.answer(onlyPending(), "perhaps");

        assertFailed(result(outcome), Exit.FAILED, "malformed");
    }

    @Test
    void anAnswerThatComesTooLateIsRemovedAllTheSame() throws Exception {
        assertFailed(result(send("root", "", ASKS_HASTILY)), Exit.TIMED_OUT, "accepted, but not answered");
        String id = onlyPending();

        store.answer(id, "ok late");

        await().until(() -> store.children(OUTBOX).isEmpty());
    }

    @Test
    void aRequestThatAResumeWipedOutDoesNotWaitOn() throws Exception {
        CompletableFuture<Outcome> outcome = send("root", "", ASKS);
        onlyPending();

        store.resume();

        assertFailed(result(outcome), Exit.FAILED, "gone from XenStore");
    }

    @Test
    void theSixtyFifthWaitsForRoom() throws Exception {
        fill("root", Limits.INBOX_NODES);
        CompletableFuture<Outcome> next = send("root", "next", PATIENT);
        CompletableFuture<Outcome> impatient = send("root", "", HASTY);
        assertFailed(result(impatient), Exit.TIMED_OUT, "64 events are pending");
        assertThat(next).isNotDone();

        store.delete(INBOX + "/" + store.children(INBOX).get(0));

        assertThat(result(next)).isEqualTo(new Outcome.Accepted());
        assertThat(store.children(INBOX)).hasSize(64);
    }

    @Test
    void nodesThatOthersWroteCountToo() throws Exception {
        for (int i = 0; i < Limits.INBOX_NODES; i++) {
            store.put(INBOX + "/shell" + i, "a.b");
        }

        assertFailed(result(send("root", "", HASTY)), Exit.TIMED_OUT, "no room");
    }

    @Test
    void whoDropsDoesNotWaitAndIsCounted() throws Exception {
        fill("root", Limits.INBOX_NODES);

        assertFailed(result(send("root", "", DROPS)), Exit.FAILED, "dropped");

        assertThat(door.dropped()).isEqualTo(1);
    }

    @Test
    void whoDropsIsAcceptedWhereThereIsRoom() throws Exception {
        assertThat(result(send("root", "", DROPS))).isEqualTo(new Outcome.Accepted());
    }

    @Test
    void oneUserCannotTakeAllTheRoom() throws Exception {
        fill("eve", Lobby.share(Limits.INBOX_NODES));
        CompletableFuture<Outcome> oneMore = send("eve", "", PATIENT);

        fill("adam", 1);
        fill("root", 1);

        assertThat(oneMore).isNotDone();
    }

    @Test
    void roomGoesToWhoHoldsTheLeast() throws Exception {
        fill("eve", Lobby.share(Limits.INBOX_NODES));
        fill("root", Limits.INBOX_NODES - Lobby.share(Limits.INBOX_NODES));
        CompletableFuture<Outcome> eves = send("eve", "", PATIENT);
        CompletableFuture<Outcome> adams = send("adam", "", PATIENT);
        worker.submit(() -> {}).get();

        store.delete(INBOX + "/" + store.children(INBOX).get(0));

        assertThat(result(adams)).isEqualTo(new Outcome.Accepted());
        assertThat(eves).isNotDone();
    }

    @Test
    void aQuotaThatIsReachedIsWaitedOutWithoutAWatch() throws Exception {
        store.refuse(change -> change.startsWith("write") ? "EQUOTA" : "");
        CompletableFuture<Outcome> outcome = send("root", "", PATIENT);
        assertFailed(result(send("root", "", HASTY)), Exit.TIMED_OUT, "quota");

        store.refuse(change -> "");

        assertThat(result(outcome)).isEqualTo(new Outcome.Accepted());
    }

    @Test
    void aRefusalForAnotherReasonIsToldAtOnce() throws Exception {
        store.refuse(change -> "EACCES");

        assertFailed(result(send("root", "", PATIENT)), Exit.FAILED, "EACCES");
    }

    @Test
    void whatTheDoorCannotCarryIsRefusedInASentence() throws Exception {
        assertFailed(result(send("root", "a\0b", PATIENT)), Exit.FAILED, "without NUL");
        assertFailed(result(send("root", "x".repeat(2000), PATIENT)), Exit.FAILED, "at most 2000");
        assertThat(store.log()).isEmpty();
    }

    @Test
    void whoeverGaveUpTakesNoRoom() throws Exception {
        fill("root", Limits.INBOX_NODES);
        CompletableFuture<Outcome> gone = send("adam", "", PATIENT);
        worker.submit(() -> {}).get();
        gone.cancel(false);
        CompletableFuture<Outcome> still = send("adam", "still", PATIENT);

        store.delete(INBOX + "/" + store.children(INBOX).get(0));

        assertThat(result(still)).isEqualTo(new Outcome.Accepted());
        await().until(() -> worker.getQueue().isEmpty()); // no alarm is left behind
    }

    @Test
    void repliesThatNobodyCanBeWaitingForAreClearedAway() throws Exception {
        String forgotten = InboxId.create(java.time.Instant.now().minus(Duration.ofDays(1)));
        store.put(OUTBOX + "/" + forgotten, "ok");
        store.put(OUTBOX + "/shell-1", "ok");

        CompletableFuture<Outcome> first = send("root", "", ASKS);
        store.answer(onlyPending(), "ok");
        result(first);

        await().until(() -> store.children(OUTBOX).equals(List.of("shell-1")));
    }

    @Test
    void atTheEndNobodyIsLeftWaiting() throws Exception {
        CompletableFuture<Outcome> asked = send("root", "", ASKS);
        onlyPending();

        worker.submit(door::close).get();

        assertFailed(result(asked), Exit.FAILED, "stopped");
    }
}
