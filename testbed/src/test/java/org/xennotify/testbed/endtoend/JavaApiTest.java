package org.xennotify.testbed.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.agent.GuestNotifier;
import org.xennotify.agent.NotifyException;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.device.Platform;
import org.xennotify.event.Door;
import org.xennotify.listener.GuestEvent;
import org.xennotify.listener.GuestListener;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;

/** Java programs on both sides. */
@Timeout(60)
class JavaApiTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    @TempDir
    private Path directory;

    private final List<GuestEvent> taken = new CopyOnWriteArrayList<>();
    private SimGuest guest;

    @BeforeEach
    void create() throws Exception {
        guest = sim.host().create();
    }

    private GuestListener listen(GuestListener.Receiver receiver) throws Exception {
        return sim.keep(GuestListener.open(sim.host().dom0(), Optional.empty(), receiver));
    }

    private GuestListener listen(String routes, GuestListener.Receiver receiver) throws Exception {
        Path file = Files.writeString(directory.resolve("routes.toml"), routes);
        return sim.keep(GuestListener.open(sim.host().dom0(), Optional.of(file), receiver));
    }

    private AgentUnderTest agent() throws Exception {
        return sim.keep(new AgentUnderTest(guest, 64 * 1024));
    }

    private GuestNotifier notifier() throws Exception {
        return sim.keep(GuestNotifier.open(guest.platform()));
    }

    private void awaitTaken(String... texts) {
        Soon.await()
                .untilAsserted(
                        () -> assertThat(taken).extracting(GuestEvent::text).containsExactly(texts));
    }

    @Test
    void shouldCarryAnEventWithAllThatIsKnownOfIt() throws Exception {
        agent();
        listen(taken::add);
        Instant before = Instant.now();
        notifier().send("app.ready", "über");
        awaitTaken("über");
        GuestEvent event = taken.get(0);
        assertThat(event.type()).isEqualTo("app.ready");
        assertThat(event.domid()).isEqualTo(guest.domid());
        assertThat(event.guest()).isEqualTo("guest-" + guest.domid());
        assertThat(event.door()).isEqualTo(Door.RING);
        assertThat(event.sequence()).hasValue(1);
        assertThat(event.id()).startsWith(event.uuid() + "/").endsWith("/1");
        assertThat(event.time()).hasValueSatisfying(time -> assertThat(time).isBetween(before, Instant.now()));
        assertThat(event.received()).isBetween(before, Instant.now());
    }

    @Test
    void shouldGoByTheStoreWithoutAnAgentAndByANewAgentWhenThereIsOneAgain() throws Exception {
        listen(taken::add);
        notifier().send("app.ready", "by the store");
        AgentUnderTest agent = agent();
        GuestNotifier notifier = notifier();
        notifier.send("app.ready", "by the ring");
        awaitTaken("by the store", "by the ring");
        agent.close();
        notifier.send("app.ready", "by the store again");
        awaitTaken("by the store", "by the ring", "by the store again");
        agent();
        notifier().send("app.ready", "by the ring again");
        awaitTaken("by the store", "by the ring", "by the store again", "by the ring again");
        assertThat(taken).extracting(GuestEvent::door).containsExactly(Door.STORE, Door.RING, Door.STORE, Door.RING);
    }

    @Test
    void shouldReturnWhatAHandlerSays() throws Exception {
        agent();
        listen("[[route]]\nrun = ['/bin/sh', '-c', 'echo yes for $XEN_NOTIFY_TYPE']", taken::add);
        byte[] answer = notifier().ask("app.may-i", new byte[0], PATIENCE);
        assertThat(new String(answer, UTF_8).strip()).isEqualTo("yes for app.may-i");
    }

    @Test
    void shouldAnswerWhatTheReceiverHasTaken() throws Exception {
        agent();
        listen(taken::add);
        assertThat(notifier().ask("app.may-i", new byte[0], PATIENCE)).isEmpty();
        assertThat(taken).hasSize(1);
    }

    @Test
    void shouldSayWhyAnEventWasNotAccepted() throws Exception {
        agent();
        listen("[[route]]\ntype = 'app.*'\nrun = ['/bin/sh', '-c', 'echo no; exit 1']", taken::add);
        GuestNotifier notifier = notifier();
        assertFails(Exit.FAILED, "no", () -> notifier.ask("app.may-i", new byte[0], PATIENCE));
        assertFails(Exit.FAILED, "refused", () -> notifier.ask("other", new byte[0], PATIENCE));
        assertFails(Exit.FAILED, "at most", () -> notifier.send("app.large", new byte[70_000]));
        notifier.send("app.ready");
        assertThatIllegalArgumentException().isThrownBy(() -> notifier.send("not/a/type"));
        assertThatIllegalArgumentException().isThrownBy(() -> notifier.ask("a", new byte[0], Duration.ZERO));
    }

    private interface Call {
        void run() throws Exception;
    }

    private static void assertFails(Exit exit, String part, Call call) {
        assertThatExceptionOfType(NotifyException.class)
                .isThrownBy(call::run)
                .withMessageContaining(part)
                .satisfies(e -> assertThat(e.exit()).isEqualTo(exit));
    }

    @Test
    void shouldTimeOutWhereNobodyAnswers() throws Exception {
        agent();
        GuestNotifier notifier = notifier();
        assertFails(
                Exit.TIMED_OUT, "not answered", () -> notifier.ask("app.may-i", new byte[0], Duration.ofMillis(50)));
        listen(taken::add);
        notifier.send("app.ready", "later");
        awaitTaken("", "later");
    }

    @Test
    void shouldOfferAgainWhatWasNotTakenAndHoldNoOtherGuestBack() throws Exception {
        AtomicInteger offered = new AtomicInteger();
        SimGuest other = sim.host().create();
        listen(event -> {
            if (event.domid() == guest.domid() && offered.incrementAndGet() > 0 && taken.isEmpty()) {
                throw new IllegalStateException("not now");
            }
            taken.add(event);
        });
        agent();
        GuestNotifier notifier = notifier();
        notifier.send("app.ready", "1");
        notifier.send("app.ready", "2");
        Soon.await().until(() -> offered.get() > 0);
        sim.keep(GuestNotifier.open(other.platform())).send("app.ready", "other");
        awaitTaken("other", "1", "2");
        assertThat(offered).hasValueGreaterThan(2);
    }

    @Test
    void shouldOfferAgainWhereTheReceiverBreaks() throws Exception {
        AtomicInteger offered = new AtomicInteger();
        listen(event -> {
            if (offered.incrementAndGet() <= 2) {
                throw new AssertionError("a class is missing, say");
            }
            taken.add(event);
        });
        agent();
        notifier().send("app.ready", "1");
        awaitTaken("1");
    }

    @Test
    void shouldLeaveWithItsGuestWhatWasNotTakenBeforeTheEnd() throws Exception {
        agent();
        GuestListener first = listen(event -> {
            throw new IllegalStateException("never");
        });
        notifier().send("app.ready", "kept");
        first.close();
        listen(taken::add);
        awaitTaken("kept");
    }

    @Test
    void shouldRefuseToBeTheSecondListener() throws Exception {
        listen(taken::add);
        Platform dom0 = sim.host().dom0();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> GuestListener.open(dom0, Optional.empty(), taken::add))
                .withMessageContaining("listener");
    }
}
