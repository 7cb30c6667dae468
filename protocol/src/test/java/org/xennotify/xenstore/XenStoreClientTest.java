package org.xennotify.xenstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xennotify.device.UnavailableException;
import org.xennotify.xenstore.XenStoreException.Kind;

@Timeout(20)
class XenStoreClientTest {
    private static final Packet[] NOTHING = {};

    private static XenStoreClient against(Function<Packet, Packet[]> daemon) throws UnavailableException {
        return XenStoreClient.connect(() -> new ScriptedTransport(true, daemon));
    }

    private static Function<Packet, Packet[]> answering(String payload) {
        return request -> new Packet[] {ScriptedTransport.answer(request, payload)};
    }

    private static Function<Packet, Packet[]> refusing(String error) {
        return request -> new Packet[] {ScriptedTransport.error(request, error)};
    }

    @Test
    void shouldKeepTheNameOfAnErrorThatItDoesNotKnow() throws Exception {
        try (XenStoreClient client = against(refusing("ESTRANGE"))) {
            XenStoreException refused = catchThrowableOfType(XenStoreException.class, () -> client.read("a"));
            assertThat(refused.kind()).isEqualTo(Kind.OTHER);
            assertThat(refused.error()).isEqualTo("ESTRANGE");
            assertThat(refused).hasMessage("XenStore READ a: ESTRANGE");
        }
    }

    @Test
    void shouldTakeEveryWordForAQuotaAsFull() throws Exception {
        for (String error : List.of("EQUOTA", "ENOSPC", "E2BIG", "ENOMEM")) {
            try (XenStoreClient client = against(refusing(error))) {
                XenStoreException refused = catchThrowableOfType(XenStoreException.class, () -> client.write("a", "b"));
                assertThat(refused.kind()).isEqualTo(Kind.FULL);
            }
        }
    }

    @Test
    void shouldFindNothingWhereThereIsNoNode() throws Exception {
        try (XenStoreClient client = against(refusing("ENOENT"))) {
            assertThat(client.find("a")).isEmpty();
            assertThat(client.listIfPresent("a")).isEmpty();
            client.remove("a");
            assertThatThrownBy(() -> client.read("a")).isInstanceOf(XenStoreException.class);
        }
    }

    @Test
    void shouldTakeAValueAsTheBytesItIs() throws Exception {
        try (XenStoreClient client = against(answering("v|w\u00ff"))) {
            assertThat(client.find("a").orElseThrow()).isEqualTo(ScriptedTransport.bytes("v|w\u00ff"));
        }
    }

    @Test
    void shouldHaveNoFeaturesWhereTheDaemonDoesNotKnowTheQuestion() throws Exception {
        try (XenStoreClient client = against(refusing("ENOSYS"))) {
            assertThat(client.features()).isZero();
        }
        try (XenStoreClient client = against(answering("5|"))) {
            assertThat(client.features() & XenStoreClient.FEATURE_WATCH_DEPTH).isNotZero();
        }
    }

    @Test
    void shouldRefuseARequestThatTheTransportCannotCarry() throws Exception {
        try (XenStoreClient client = against(answering("OK|"))) {
            assertThatThrownBy(() -> client.write("a", new byte[4096])).hasMessage("XenStore WRITE a: E2BIG");
        }
    }

    @Test
    void shouldFindEachReplyWhateverTheirOrder() throws Exception {
        List<Packet> requests = new ArrayList<>();
        Function<Packet, Packet[]> backwards = request -> {
            requests.add(request);
            return requests.size() < 3
                    ? NOTHING
                    : new Packet[] {
                        ScriptedTransport.answer(requests.get(2), "c"),
                        ScriptedTransport.answer(requests.get(1), "b"),
                        ScriptedTransport.answer(requests.get(0), "a")
                    };
        };
        try (XenStoreClient client = against(backwards)) {
            List<CompletableFuture<byte[]>> replies = new ArrayList<>();
            for (String path : List.of("a", "b", "c")) {
                replies.add(client.submit(new Request.Read(path)));
            }
            StringBuilder values = new StringBuilder();
            for (CompletableFuture<byte[]> reply : replies) {
                values.append(new String(XenStore.await(reply), StandardCharsets.US_ASCII));
            }
            assertThat(values).hasToString("abc");
        }
    }

    @Test
    void shouldHaveOneRequestUnderWayWhereTheTransportCannotPipeline() throws Exception {
        ScriptedTransport transport = new ScriptedTransport(false, answering("v"));
        try (XenStoreClient client = XenStoreClient.connect(() -> transport)) {
            List<CompletableFuture<byte[]>> replies = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                replies.add(client.submit(new Request.Read("a")));
            }
            for (CompletableFuture<byte[]> reply : replies) {
                XenStore.await(reply);
            }
            assertThat(transport.mostOutstanding).isEqualTo(1);
        }
    }

    @Test
    void shouldBelieveAListThatIsLargerThanAPacketMayBe() throws Exception {
        String names = "name-of-a-node|".repeat(10_000);
        try (XenStoreClient client = against(answering(names))) {
            assertThat(client.list("a")).hasSize(10_000);
        }
    }

    @Test
    void shouldListInPartsAndStartOverWhenTheNodeChanges() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        String[] parts = {"1|a|b|", "2|x|", "2|a|b|", "2|c||"};
        Function<Packet, Packet[]> daemon = request -> new Packet[] {
            request.is(MessageType.DIRECTORY)
                    ? ScriptedTransport.error(request, "E2BIG")
                    : ScriptedTransport.answer(request, parts[asked.getAndIncrement()])
        };
        try (XenStoreClient client = against(daemon)) {
            assertThat(client.list("a")).containsExactly("a", "b", "c");
        }
    }

    @Test
    void shouldGiveUpAListThatChangesAllTheTime() throws Exception {
        AtomicInteger generation = new AtomicInteger();
        Function<Packet, Packet[]> daemon = request -> new Packet[] {
            request.is(MessageType.DIRECTORY)
                    ? ScriptedTransport.error(request, "E2BIG")
                    : ScriptedTransport.answer(request, generation.incrementAndGet() + "|a|")
        };
        try (XenStoreClient client = against(daemon)) {
            XenStoreException refused = catchThrowableOfType(XenStoreException.class, () -> client.list("a"));
            assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
        }
    }

    @Test
    void shouldRunATransactionAgainUntilNobodyComesBetween() throws Exception {
        AtomicInteger ends = new AtomicInteger();
        Function<Packet, Packet[]> daemon = request -> new Packet[] {
            request.is(MessageType.TRANSACTION_END) && ends.incrementAndGet() < 3
                    ? ScriptedTransport.error(request, "EAGAIN")
                    : ScriptedTransport.answer(request, request.is(MessageType.TRANSACTION_START) ? "77|" : "OK|")
        };
        AtomicInteger runs = new AtomicInteger();
        try (XenStoreClient client = against(daemon)) {
            client.transaction(transaction -> {
                transaction.write("a", "b");
                return runs.incrementAndGet();
            });
        }
        assertThat(runs).hasValue(3);
    }

    @Test
    void shouldGiveUpATransactionAfterABoundedNumberOfAttempts() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Function<Packet, Packet[]> daemon = request -> new Packet[] {
            request.is(MessageType.TRANSACTION_END)
                    ? ScriptedTransport.error(request, "EAGAIN")
                    : ScriptedTransport.answer(request, "77|")
        };
        try (XenStoreClient client = against(daemon)) {
            XenStoreException refused = catchThrowableOfType(
                    XenStoreException.class, () -> client.transaction(transaction -> runs.incrementAndGet()));
            assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
        }
        assertThat(runs).hasValue(16);
    }

    @Test
    void shouldAbortATransactionWhoseWorkFails() throws Exception {
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        Function<Packet, Packet[]> daemon = request -> {
            if (request.is(MessageType.TRANSACTION_END)) {
                ends.add(new String(request.payload(), StandardCharsets.US_ASCII));
            }
            return new Packet[] {ScriptedTransport.answer(request, "77|")};
        };
        try (XenStoreClient client = against(daemon)) {
            assertThatThrownBy(() -> client.transaction(transaction -> {
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
        }
        assertThat(ends).containsExactly("F\0");
    }

    @Test
    void shouldWakeEverybodyWhoWaitsWhenItIsClosed() throws Exception {
        XenStoreClient client = against(request -> NOTHING);
        CompletableFuture<byte[]> reply = client.submit(new Request.Read("a"));
        client.close();
        XenStoreException lost = catchThrowableOfType(XenStoreException.class, () -> XenStore.await(reply));
        assertThat(lost.kind()).isEqualTo(Kind.DISCONNECTED);
    }

    @Test
    void shouldTakeAWatchEventThatComesBeforeTheAnswer() throws Exception {
        Function<Packet, Packet[]> kernel = request -> {
            String token = Listing.strings(request.payload(), 0).get(1);
            byte[] event = ScriptedTransport.bytes("a|" + token + "|");
            return new Packet[] {
                new Packet(MessageType.WATCH_EVENT.number(), 0xdead, 0xbeef, event),
                ScriptedTransport.answer(request, "OK|")
            };
        };
        BlockingQueue<String> changed = new LinkedBlockingQueue<>();
        ScriptedTransport transport = new ScriptedTransport(false, kernel);
        try (XenStoreClient client = XenStoreClient.connect(() -> transport)) {
            client.watch("a", changed::add);
            assertThat(changed.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
        }
    }

    @Test
    void shouldSetItsWatchesAgainOnANewConnection() throws Exception {
        BlockingQueue<ScriptedTransport> connections = new LinkedBlockingQueue<>();
        BlockingQueue<String> watched = new LinkedBlockingQueue<>();
        XenStoreClient.Connector connector = () -> {
            ScriptedTransport transport = new ScriptedTransport(true, request -> {
                watched.add(Listing.strings(request.payload(), 0).get(0));
                return new Packet[] {ScriptedTransport.answer(request, "OK|")};
            });
            connections.add(transport);
            return transport;
        };
        try (XenStoreClient client = XenStoreClient.connect(connector)) {
            client.watch("a", path -> {});
            assertThat(watched.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
            connections.take().close();
            assertThat(watched.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
        }
    }

    @Test
    void shouldMergeChangesBeyondACountIntoOneOfTheWholePath() throws Exception {
        BlockingQueue<String> changed = new LinkedBlockingQueue<>();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        ScriptedTransport transport = new ScriptedTransport(true, answering("OK|"));
        try (XenStoreClient client = XenStoreClient.connect(() -> transport)) {
            client.watch("base", path -> {
                changed.add(path);
                gate.join();
            });
            for (int i = 0; i < 1000; i++) {
                byte[] event = ScriptedTransport.bytes("base/" + i + "|xen-notify-1|");
                transport.push(new Packet(MessageType.WATCH_EVENT.number(), 0, 0, event));
            }
            client.read("all events before this reply have been taken");
            gate.complete(null);
            List<String> delivered = new ArrayList<>();
            for (String path = changed.poll(10, TimeUnit.SECONDS);
                    path != null && !path.equals("base");
                    path = changed.poll(10, TimeUnit.SECONDS)) {
                delivered.add(path);
            }
            assertThat(delivered).hasSizeLessThan(200);
        }
    }
}
