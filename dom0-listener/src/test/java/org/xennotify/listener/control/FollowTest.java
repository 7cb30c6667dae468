package org.xennotify.listener.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xennotify.device.UnavailableException;
import org.xennotify.event.Door;
import org.xennotify.lifecycle.SocketAccess;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Followers;
import org.xennotify.listener.sink.Origin;
import org.xennotify.listener.sink.Slice;

@Timeout(60)
class FollowTest {
    private static final UUID GUEST = new UUID(0x1234, 3);

    @TempDir
    Path directory;

    private final Followers followers = new Followers("host");
    private Path socket;
    private ControlServer server;

    @BeforeEach
    void start() throws IOException {
        socket = directory.resolve("listen.sock");
        Answers answers = new Answers(List::of, () -> 0, (domid, quiet) -> true);
        server = ControlServer.start(socket, SocketAccess.OWN, answers, followers);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void say(String guest, int domid, String type, String data) {
        Origin origin = new Origin(domid, GUEST, guest);
        Event event = new Event(origin).set(origin, Door.STORE, 1, 0, 0);
        event.type().set(Slice.of(type));
        event.payload().set(Slice.of(data));
        followers.hear(event);
    }

    private ControlClient follow(String type, String guest) throws IOException {
        ControlClient client = ControlClient.follow(socket, type, guest);
        assertThat(client.next()).isEqualTo("{\"ok\":true}");
        return client;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''      | ''    | 1234
            app.*   | ''    | 13
            app.?   | web-1 | 1
            ''      | web-? | 12
            ''      | 4     | 34
            ''      | 00000000-0000-1234-0000-000000000003 | 1234
            """)
    void onlyWhatIsWantedIsShown(String type, String guest, String wanted) throws IOException {
        try (ControlClient client = follow(type, guest)) {
            say("web-1", 3, "app.a", "1");
            say("web-1", 3, "sys.a", "2");
            say("db", 4, "app.a", "3");
            say("db", 4, "sys.a", "4");
            for (char number : wanted.toCharArray()) {
                assertThat(client.next()).contains("\"data\":\"" + number + "\"");
            }
            assertThat(client.hasMore()).isFalse();
        }
    }

    @Test
    void whoDoesNotReadHoldsNobodyUpAndIsToldHowManyAreLeftOut() throws IOException {
        int count = 20_000;
        String data = "x".repeat(1000);
        try (ControlClient slow = follow("", "")) {
            for (int number = 1; number <= count; number++) {
                say("web-1", 3, "a.b", number + " " + data);
            }
            assertThat(ControlClient.ask(socket, "guests")).contains("\"ok\":true");
            long seen = 0;
            long leftOut = 0;
            while (seen + leftOut < count) {
                String line = slow.next();
                if (line.startsWith("{\"leftOut\":")) {
                    leftOut += Long.parseLong(line.replaceAll("[^0-9]", ""));
                } else {
                    seen++;
                }
            }
            assertThat(seen).isPositive();
            assertThat(leftOut).isPositive();
            say("web-1", 3, "a.b", "last");
            assertThat(slow.next()).contains("\"data\":\"last\"");
        }
    }

    @Test
    void thePlaceOfWhoHasGoneIsFree() throws IOException {
        List<ControlClient> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(follow("", ""));
        }
        try (ControlClient tooMany = ControlClient.follow(socket, "", "")) {
            assertThat(tooMany.next()).startsWith("{\"ok\":false,\"error\":");
        }
        for (ControlClient client : all) {
            client.close();
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> follow("", "").close());
    }

    @Test
    void whatIsSaidWhileFollowingIsIgnored() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            String request = "{\"command\":\"tail\"}\n";
            for (int i = 0; i < 1000; i++) {
                channel.write(UTF_8.encode(request));
            }
            assertThat(ControlClient.ask(socket, "guests")).contains("\"ok\":true");
        }
    }

    @Test
    void theEndOfTheListenerIsToldWithARemedy() throws IOException {
        Path other = directory.resolve("other.sock");
        ControlServer ending = ControlServer.start(
                other, SocketAccess.OWN, new Answers(List::of, () -> 0, (domid, quiet) -> true), followers);
        try (ControlClient client = ControlClient.follow(other, "", "")) {
            assertThat(client.next()).contains("true");
            ending.close();
            assertThatThrownBy(client::next)
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("start xen-listen run");
        }
    }
}
