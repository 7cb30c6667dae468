package org.xennotify.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.agent.outcome.Outcome;

@Timeout(30)
class IntakeTest {
    @TempDir
    Path directory;

    private final Map<String, CompletableFuture<Outcome>> asked = new ConcurrentHashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private String ownUser = System.getProperty("user.name");
    private int largestEvent = 2000;
    private Path path;

    /** Says yes at once, but to types that begin with {@code slow}. */
    private CompletableFuture<Outcome> handle(String user, Request request) {
        String type = ((Request.Send) request).submission().type();
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        asked.put(type, outcome);
        if (!type.startsWith("slow")) {
            outcome.complete(new Outcome.Answered(type.getBytes(UTF_8), 0));
        }
        return outcome;
    }

    @BeforeEach
    void choosePath() {
        path = directory.resolve("s");
    }

    private Intake start() throws Exception {
        AgentSocket socket =
                AgentSocket.bind(new AgentSocket.Place(path, Optional.empty(), Optional.empty(), "rw-rw-rw-"));
        open.add(socket);
        Intake intake = Intake.start(socket, this::handle, ownUser, largestEvent);
        open.add(0, intake);
        return intake;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private final class Client {
        private final SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        private final BufferedReader in = new BufferedReader(Channels.newReader(channel, UTF_8));

        Client() throws IOException {
            open.add(0, channel);
        }

        void write(String text) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        void ask(String type) throws IOException {
            write("{\"type\":\"" + type + "\"}\n");
        }

        String read() throws IOException {
            return in.readLine();
        }
    }

    private static String yes(String type) {
        return "{\"ok\":true,\"answer\":\"" + type + "\"}";
    }

    @Test
    void answersComeInTheOrderOfTheRequests() throws Exception {
        start();
        Client client = new Client();

        client.ask("slow");
        client.ask("quick");
        await().until(() -> asked.containsKey("quick"));
        asked.get("slow").complete(new Outcome.Accepted());

        assertThat(client.read()).isEqualTo("{\"ok\":true}");
        assertThat(client.read()).isEqualTo(yes("quick"));
    }

    @Test
    void manyRequestsMayBeSentBeforeAnAnswerIsRead() throws Exception {
        start();
        Client client = new Client();

        for (int i = 0; i < 500; i++) {
            client.ask("t" + i);
        }

        for (int i = 0; i < 500; i++) {
            assertThat(client.read()).isEqualTo(yes("t" + i));
        }
    }

    @Test
    void whoHasMuchUnderWayIsNotReadUntilSomethingIsAnswered() throws Exception {
        start();
        Client client = new Client();
        for (int i = 0; i < 40; i++) {
            client.ask("slow" + i);
        }
        await().until(() -> asked.size() == 16);

        asked.get("slow0").complete(new Outcome.Accepted());

        await().until(() -> asked.size() == 17);
        assertThat(client.read()).isEqualTo("{\"ok\":true}");
    }

    @Test
    void whatIsNoRequestIsAnsweredAndTheNextOneIsServed() throws Exception {
        start();
        Client client = new Client();

        client.write("nonsense\n" + "x".repeat(200_000) + "\n");
        client.ask("good");

        assertThat(client.read()).contains("not JSON").contains("\"exit\":2");
        assertThat(client.read()).contains("longer than");
        assertThat(client.read()).isEqualTo(yes("good"));
    }

    @Test
    void whoHasSaidAllStillGetsHisAnswers() throws Exception {
        start();
        Client client = new Client();

        client.write("{\"type\":\"slow\"}\n{\"type\":\"unfinished\"}");
        client.channel.shutdownOutput();
        await().until(() -> asked.containsKey("unfinished"));
        asked.get("slow").complete(new Outcome.Accepted());

        assertThat(client.read()).isEqualTo("{\"ok\":true}");
        assertThat(client.read()).isEqualTo(yes("unfinished"));
        assertThat(client.read()).isNull();
    }

    @Test
    void whoLeavesInTheMiddleHarmsNobody() throws Exception {
        start();
        Client client = new Client();
        client.ask("slow");
        await().until(() -> asked.containsKey("slow"));

        client.write("{\"type\":");
        client.channel.close();

        // Whether he has left or only said all is known when his answer cannot be written.
        asked.get("slow").complete(new Outcome.Accepted());
        Client next = new Client();
        next.ask("next");
        assertThat(next.read()).isEqualTo(yes("next"));
    }

    @Test
    void aClientThatDoesNotReadHoldsUpNobodyElse() throws Exception {
        start();
        Client deaf = new Client();
        deaf.channel.configureBlocking(false);
        byte[] request = ("{\"type\":\"" + "t".repeat(200) + "\"}\n").getBytes(UTF_8);
        int silent = 0;
        while (silent < 200) {
            silent = deaf.channel.write(ByteBuffer.wrap(request)) == 0 ? silent + 1 : 0;
            Thread.onSpinWait();
        }

        Client other = new Client();
        other.ask("other");

        assertThat(other.read()).isEqualTo(yes("other"));
    }

    @Test
    void oneUserGetsOnlySoManyConnections() throws Exception {
        ownUser = "somebody else";
        start();
        for (int i = 0; i < Intake.CONNECTIONS_OF_A_USER; i++) {
            Client client = new Client();
            client.ask("t" + i);
            client.read();
        }

        assertThat(new Client().read()).contains("too many connections");
        ((SocketChannel) open.get(1)).close();
        await().until(() -> {
            Client again = new Client();
            again.ask("again");
            return yes("again").equals(again.read());
        });
    }

    @Test
    void answersThatAreThereGoOutBeforeTheEnd() throws Exception {
        Intake intake = start();
        Client client = new Client();
        client.ask("slow");
        await().until(() -> asked.containsKey("slow"));

        asked.get("slow").complete(new Outcome.Accepted());
        intake.close();

        assertThat(client.read()).isEqualTo("{\"ok\":true}");
        assertThat(client.read()).isNull();
    }

    @Test
    void theCommandsClientSpeaksWithIt() throws Exception {
        start();

        try (AgentClient client = AgentClient.connect(path)) {
            Outcome outcome = client.ask(RequestCodec.decode("{\"type\":\"t\"}".getBytes(UTF_8)));

            assertThat(((Outcome.Answered) outcome).data()).isEqualTo("t".getBytes(UTF_8));
        }
    }

    @Test
    void aLineMayBeAsLongAsTheLargestEventNeeds() throws Exception {
        largestEvent = 1 << 20;
        start();
        Client client = new Client();

        client.write("{\"type\":\"large\",\"data_base64\":\"" + "A".repeat((1 << 20) / 3 * 4) + "\"}\n");
        client.ask("next");

        assertThat(client.read()).isEqualTo(yes("large"));
        assertThat(client.read()).isEqualTo(yes("next"));
    }

    @Test
    void whoHasTooManyLongLinesHalfWrittenWaitsAndOthersDoNot() throws Exception {
        largestEvent = 1 << 20;
        ownUser = "somebody else";
        start();
        String half = "{\"type\":\"long\",\"data\":\"" + "x".repeat(100_000);
        Client first = new Client();
        Client second = new Client();
        first.write(half);
        second.write(half);
        Client small = new Client();
        Client third = new Client();
        ByteBuffer rest = ByteBuffer.wrap((half + "x".repeat(900_000) + "\"}\n").getBytes(UTF_8));

        writeUntilNothingIsReadAnyMore(third, rest, small);
        assertThat(rest.hasRemaining()).isTrue();
        first.channel.close();
        third.channel.configureBlocking(true);
        third.channel.write(rest);

        assertThat(third.read()).isEqualTo(yes("long"));
        second.write("\"}\n");
        assertThat(second.read()).isEqualTo(yes("long"));
    }

    /** A round trip of another connection shows that the intake has had its chance to read. */
    private static void writeUntilNothingIsReadAnyMore(Client client, ByteBuffer rest, Client other) throws Exception {
        client.channel.configureBlocking(false);
        int written = client.channel.write(rest);
        while (written > 0 && rest.hasRemaining()) {
            other.ask("small");
            assertThat(other.read()).isEqualTo(yes("small"));
            written = client.channel.write(rest);
        }
    }
}
