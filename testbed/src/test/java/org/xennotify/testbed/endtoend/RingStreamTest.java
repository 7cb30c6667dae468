package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xennotify.testbed.endtoend.Soon.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.agent.AgentSettings;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.testbed.endtoend.GuestCommand.Result;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;

/** Many events by the ring: in order, whole, and none is missing, whoever dies meanwhile. */
@Timeout(90)
class RingStreamTest {
    private static final Result DONE = new Result(Exit.DONE, "", "");
    private static final int MANY = 10_000;
    private static final int SENDERS = 4;
    private static final int LISTENERS = 10;

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    private SimGuest guest;

    @BeforeEach
    void makeGuest() {
        guest = sim.host().create();
    }

    private ListenerUnderTest listen() throws Exception {
        return sim.keep(new ListenerUnderTest(sim.host()));
    }

    private void startAgent(int ringSize) throws Exception {
        sim.keep(new AgentUnderTest(guest, ringSize));
    }

    private static List<String> data(ListenerUnderTest listener, String type) {
        return listener.heard().stream()
                .filter(event -> event.type().equals(type))
                .map(Heard::data)
                .toList();
    }

    /** A few are as large as the ring allows. */
    private static List<String> mixedSizes(int ringSize) {
        Random random = new Random(42);
        int largest = ringSize - 40 - "app.data".length();
        return IntStream.range(0, MANY)
                .mapToObj(i -> {
                    String number = i + " ";
                    int most = i % 1000 == 0 ? largest : Math.min(largest, 1500);
                    int length = i % 1000 == 0 ? most : random.nextInt(number.length(), most);
                    return number + "x".repeat(length - number.length());
                })
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 65536, 1 << 20})
    void tenThousandEventsOfMixedSizesArriveInOrder(int ringSize) throws Exception {
        ListenerUnderTest listener = listen();
        startAgent(ringSize);
        List<String> sent = mixedSizes(ringSize);
        String lines = String.join("\n", sent) + "\n";
        assertThat(new GuestCommand(guest).runWith(lines, "send", "--lines", "app.data"))
                .isEqualTo(DONE);

        await().until(() -> listener.heard().size() >= MANY);
        assertThat(data(listener, "app.data").equals(sent))
                .as("the same, in order")
                .isTrue();
    }

    @Test
    void sendersThatRunAtOnceKeepEachItsOrder() throws Exception {
        ListenerUnderTest listener = listen();
        startAgent(4096);
        List<CompletableFuture<Result>> senders = new ArrayList<>();
        List<String> sent = NumberedEvents.data(1, MANY / 10);
        String lines = String.join("\n", sent) + "\n";
        for (int i = 0; i < SENDERS; i++) {
            String type = "app.sender-" + i;
            senders.add(CompletableFuture.supplyAsync(
                    () -> new GuestCommand(guest).runWith(lines, "send", "--lines", type)));
        }
        assertThat(senders).extracting(CompletableFuture::join).containsOnly(DONE);

        await().until(() -> listener.heard().size() >= SENDERS * sent.size());
        for (int i = 0; i < SENDERS; i++) {
            assertThat(data(listener, "app.sender-" + i)).isEqualTo(sent);
        }
    }

    @Test
    void listenersThatAreKilledMissNothingAndRepeatOnlyWhatHasTheSameId() throws Exception {
        startAgent(AgentSettings.RING_SIZE);
        NumberedEvents events = new NumberedEvents(guest.platform(), MANY);
        List<ListenerUnderTest> listeners = new ArrayList<>();
        for (int i = 0; i < LISTENERS; i++) {
            ListenerUnderTest killed = listen();
            listeners.add(killed);
            await().until(() -> killed.heard().size() >= 50);
            killed.holdUp(i % 2 == 0); // dies before it prints, or after
            killed.kill();
        }
        assertThat(events.accepted()).as("the stream has outlived them").isLessThan(MANY);
        ListenerUnderTest last = listen();
        listeners.add(last);
        events.awaitEnd();
        await().until(() -> data(last, NumberedEvents.TYPE).contains(NumberedEvents.data(MANY)));

        assertThat(NumberedEvents.assertIntact(MANY, listeners))
                .as("what a killed one had printed and not acknowledged")
                .isPositive();
    }

    @Test
    void aGuestThatNeverReadsItsRepliesIsHandledAllTheSame() throws Exception {
        ListenerUnderTest listener = listen();
        HandMadeRing ring = sim.keep(new HandMadeRing(guest, 65536));
        ring.publish("0123456789abcdef");
        List<String> sent = IntStream.range(0, 500).mapToObj(i -> "number " + i).toList();
        for (String data : sent) {
            ring.send(ring.request("app.data", data));
        }
        await().untilAsserted(() -> assertThat(data(listener, "app.data")).isEqualTo(sent));
    }
}
