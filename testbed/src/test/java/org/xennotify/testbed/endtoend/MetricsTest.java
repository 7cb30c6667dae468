package org.xennotify.testbed.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xennotify.testbed.endtoend.Soon.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.testbed.sim.OnSimHost;
import org.xennotify.testbed.sim.SimGuest;
import org.xennotify.xenstore.GuestNodes;

/** What Prometheus is told. */
@Timeout(90)
class MetricsTest {
    private static final Path DASHBOARD = Path.of("../dom0-listener/src/main/examples/grafana.json");
    private static final Pattern NAMES = Pattern.compile("xen_notify_\\w+");
    private static final Pattern LABELS = Pattern.compile("by \\(([^)]*)\\)");
    private static final String OTHERS = "\n[[route]]\n";

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    @TempDir
    private Path directory;

    private Path routes;
    private int port;

    @BeforeEach
    void takeAPort() throws IOException {
        routes = directory.resolve("routes.toml");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    private ListenerUnderTest listen(String more) throws IOException {
        Files.writeString(routes, "metrics = { port = " + port + " }\n" + more + OTHERS);
        return sim.keep(new ListenerUnderTest(sim.host(), routes));
    }

    private String scrape() throws IOException {
        return new String(
                URI.create("http://localhost:" + port + "/metrics")
                        .toURL()
                        .openStream()
                        .readAllBytes(),
                UTF_8);
    }

    private static String series(String name, SimGuest guest, String more) {
        return "xen_notify_" + name + "{domid=\"" + guest.domid() + "\"," + more;
    }

    private void awaitSeries(String name, SimGuest guest, String more, String value) {
        Pattern line = Pattern.compile(
                "^" + Pattern.quote(series(name, guest, "")) + ".*" + more + ".*} " + Pattern.quote(value) + "$",
                Pattern.MULTILINE);
        await().untilAsserted(() -> assertThat(scrape()).containsPattern(line));
    }

    @Test
    void shouldCountWhatComesThroughEachDoor() throws Exception {
        listen("""
                [[route]]
                type = "app.refused"
                accept = false
                [[route]]
                type = "app.handled"
                run = ["/bin/true"]
                """);
        SimGuest guest = sim.host().create();
        sim.keep(new AgentUnderTest(guest, 4096));
        GuestCommand command = new GuestCommand(guest);
        command.run("send", "--via", "ring", "--wait", "20", "app.handled", "12345");
        command.run("send", "--via", "ring", "--wait", "20", "app.refused", "12345");
        command.run("send", "--via", "store", "app.other", "123");
        awaitSeries("events_total", guest, "door=\"ring\"", "1.0");
        awaitSeries("payload_bytes_total", guest, "door=\"ring\"", "5.0");
        awaitSeries("refused_events_total", guest, "door=\"ring\"", "1.0");
        awaitSeries("events_total", guest, "door=\"store\"", "1.0");
        awaitSeries("handler_seconds_count", guest, "", "1");
        awaitSeries("lag_seconds_count", guest, "", "2");
        assertThat(scrape()).contains("xen_notify_guests{state=\"attached\"} 1.0\n");
        await().untilAsserted(() -> assertThat(scrape()).containsPattern("xenstore_round_trip_seconds_count [1-9]"));
    }

    @Test
    void shouldForgetGuestsThatAreGone() throws IOException {
        listen("");
        for (int i = 0; i < 50; i++) {
            SimGuest guest = sim.host().create();
            awaitSeries("throttled", guest, "", "0.0");
            guest.destroy();
        }
        await().untilAsserted(() -> assertThat(scrape()).doesNotContain("domid"));
    }

    @Test
    void shouldNotLetANameBecomeALine() throws IOException {
        listen("");
        SimGuest guest = sim.host().create();
        sim.store(sim.host().dom0()).write(GuestNodes.domainName(guest.domid()), "a\"} 1\nforged 1\n\\");
        awaitSeries("throttled", guest, "guest=\"a\\\\\"} 1\\\\nforged 1", "0.0");
        assertThat(scrape()).doesNotContainPattern("(?m)^forged");
    }

    @Test
    void shouldServeNothingOnceAReloadSaysSo() throws Exception {
        listen("");
        assertThat(scrape()).contains("xen_notify_guests");
        Files.writeString(routes, OTHERS);
        try (Launched reload = Launched.listener(sim.host().dom0(), directory, "reload")) {
            assertThat(reload.awaitEnd()).isZero();
        }
        assertThatThrownBy(this::scrape).isInstanceOf(ConnectException.class);
    }

    @Test
    void shouldChangeNothingWhereAPortIsTaken() throws Exception {
        ListenerUnderTest listener = listen("");
        SimGuest guest = sim.host().create();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(routes, "metrics = { port = " + taken.getLocalPort() + " }\n");
            try (Launched reload = Launched.listener(sim.host().dom0(), directory, "reload")) {
                assertThat(reload.awaitEnd()).isNotZero();
                assertThat(reload.err()).contains("not reloaded", "metrics cannot be served");
            }
        }
        assertThat(scrape()).contains("xen_notify_guests");
        new GuestCommand(guest).run("send", "--via", "store", "app.still-accepted", "");
        await().untilAsserted(() ->
                assertThat(listener.heard()).extracting(Heard::type).contains("app.still-accepted"));
    }

    @Test
    void shouldSayWhatPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> listen(""))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("metrics cannot be served at port " + taken.getLocalPort());
        }
    }

    /** Instead of a Grafana that loads it: its questions must have answers. */
    @Test
    void shouldHaveADashboardThatAsksForWhatThereIs() throws IOException {
        listen("");
        SimGuest guest = sim.host().create();
        awaitSeries("throttled", guest, "", "0.0");
        String there = scrape();
        List<String> questions = new ArrayList<>();
        new ObjectMapper()
                .readTree(Files.readString(DASHBOARD))
                .findValuesAsText("expr")
                .forEach(questions::add);
        assertThat(questions).hasSizeGreaterThan(5);
        assertThat(questions)
                .allSatisfy(question -> assertThat(NAMES.matcher(question).results())
                        .isNotEmpty()
                        .map(MatchResult::group)
                        .allSatisfy(name -> assertThat(there).containsPattern("(?m)^" + name + "[{ ]")));
        assertThat(LABELS.matcher(String.join(" ", questions)).results())
                .isNotEmpty()
                .flatMap(found -> List.of(found.group(1).split(", ")))
                .allSatisfy(label -> assertThat(there).contains(label + "=\""));
    }
}
