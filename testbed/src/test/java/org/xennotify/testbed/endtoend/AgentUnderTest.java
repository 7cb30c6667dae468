package org.xennotify.testbed.endtoend;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xennotify.agent.Agent;
import org.xennotify.agent.AgentSettings;
import org.xennotify.agent.intake.AgentSocket;
import org.xennotify.agent.publication.Pace;
import org.xennotify.testbed.sim.SimGuest;

/** The real agent in a simulated guest, in this process. */
final class AgentUnderTest implements AutoCloseable {
    private static final Pace PACE =
            new Pace(Duration.ofMinutes(1), Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(10));

    private final MortalPlatform platform;
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Agent agent;
    private boolean closed;

    /** One without a ring. When this returns, it has published itself unless that was refused. */
    AgentUnderTest(SimGuest guest) throws Exception {
        this(guest, OptionalInt.empty());
    }

    /** One with a ring of so many bytes. */
    AgentUnderTest(SimGuest guest, int ringSize) throws Exception {
        this(guest, OptionalInt.of(ringSize));
    }

    private AgentUnderTest(SimGuest guest, OptionalInt ringSize) throws Exception {
        platform = new MortalPlatform(guest.platform());
        AgentSocket.Place socket = new AgentSocket.Place(
                platform.runDirectory().resolve("agent.sock"), Optional.empty(), Optional.empty(), "rw-rw-rw-");
        agent = Agent.start(platform, new AgentSettings(socket, PACE, ringSize), said::add);
    }

    /** The lines that it has printed. */
    List<String> said() {
        return said;
    }

    /** As a kill -9 would end it: Dom0 sees its connections end and nothing more. */
    void kill() throws IOException {
        platform.kill();
        close();
    }

    /** It opens nothing any more, since its guest is about to end. */
    void end() {
        platform.end();
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            agent.close();
        }
    }
}
