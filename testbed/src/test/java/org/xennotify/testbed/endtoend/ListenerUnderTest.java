package org.xennotify.testbed.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.xennotify.listener.daemon.Listener;
import org.xennotify.listener.sink.JsonBytes;
import org.xennotify.listener.sink.Output;
import org.xennotify.testbed.sim.SimHost;

/** The real listener in a simulated host's Dom0, in this process. */
final class ListenerUnderTest implements AutoCloseable {
    private final Recorder recorder = new Recorder();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final MortalPlatform platform;
    private final Listener listener;
    private boolean closed;

    ListenerUnderTest(SimHost host) throws IOException {
        this(host, Optional.empty());
    }

    /** One that follows a file of routes. */
    ListenerUnderTest(SimHost host, Path routes) throws IOException {
        this(host, Optional.of(routes));
    }

    private ListenerUnderTest(SimHost host, Optional<Path> routes) throws IOException {
        platform = new MortalPlatform(host.dom0());
        listener = Listener.open(platform, recorder, routes, failures::add);
        listener.start(platform.runDirectory().resolve("listen.sock"));
    }

    private static final class Recorder implements Output {
        private final List<Heard> heard = new CopyOnWriteArrayList<>();
        private final List<String> ids = new CopyOnWriteArrayList<>();
        private final AtomicInteger refusals = new AtomicInteger();
        private volatile boolean takesNothing;
        private volatile boolean dies;

        @Override
        public boolean write(JsonBytes lines) {
            if (takesNothing) {
                refusals.incrementAndGet();
                return false;
            }
            takesNothing = dies;
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                lines.writeTo(bytes);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            List<String> whole = bytes.toString(UTF_8).lines().toList();
            ids.addAll(whole.stream().map(Heard::id).toList());
            heard.addAll(whole.stream().map(Heard::parse).toList());
            return !dies;
        }

        @Override
        public void close() {
            // What was heard stays.
        }
    }

    /** Has its output take nothing for a while, as a full disk does, or take everything again. */
    void holdUp(boolean holdUp) {
        recorder.takesNothing = holdUp;
    }

    /** How often its output has taken nothing. */
    int refusals() {
        return recorder.refusals.get();
    }

    /** All that it has printed. */
    List<Heard> heard() {
        return recorder.heard;
    }

    /** The ids of all that it has printed. */
    List<String> ids() {
        return recorder.ids;
    }

    long count(Heard event) {
        return heard().stream().filter(event::equals).count();
    }

    void awaitHeard(Heard... events) {
        Soon.await().untilAsserted(() -> assertThat(heard()).contains(events));
    }

    void awaitHeard(Heard event, int times) {
        Soon.await().untilAsserted(() -> assertThat(count(event)).isGreaterThanOrEqualTo(times));
    }

    /** Why it could do nothing more; empty while it lives. */
    List<String> failures() {
        return failures;
    }

    /** As a kill -9 would end it: its connections end, nothing is tidied up, and what it prints last is not acknowledged. */
    void kill() throws IOException {
        recorder.dies = true;
        platform.kill();
        close();
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            listener.close();
        }
    }
}
