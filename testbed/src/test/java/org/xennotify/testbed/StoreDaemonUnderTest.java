package org.xennotify.testbed;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.xennotify.device.StoreTransport;
import org.xennotify.device.UnavailableException;
import org.xennotify.device.UnixSocketTransport;
import org.xennotify.testbed.sim.SimHost;
import org.xennotify.testbed.sim.store.Interference.Delay;
import org.xennotify.xenstore.MessageType;
import org.xennotify.xenstore.Packet;

/** A XenStore daemon, simulated or real, as far as Dom0's clients can tell. */
interface StoreDaemonUnderTest extends AutoCloseable {

    /** Where Dom0's clients connect. */
    Path socket();

    /** Ends every connection; new ones are refused until {@link #restart}. */
    void stop();

    /** Ends every connection and takes new ones. Real daemons forget all nodes. */
    void restart() throws IOException;

    /** Connections last, and nothing is answered any more. */
    void freeze() throws IOException;

    /** Has a guest appear. */
    void introduceDomain() throws IOException;

    @Override
    void close();

    /** Connects as Dom0's clients do. */
    default StoreTransport connect() throws UnavailableException {
        try {
            return UnixSocketTransport.connect(socket());
        } catch (IOException e) {
            throw new UnavailableException("nobody answers at " + socket(), e);
        }
    }

    /** A daemon of a simulated host. */
    record Simulated(SimHost host) implements StoreDaemonUnderTest {

        @Override
        public Path socket() {
            return host.directory().resolve("xenstored/socket");
        }

        @Override
        public void stop() {
            host.stopXenStore();
        }

        @Override
        public void restart() {
            host.restartXenStore();
        }

        @Override
        public void freeze() {
            host.interfere((domid, type, path) -> new Delay(Duration.ofHours(1)));
        }

        @Override
        public void introduceDomain() {
            host.create();
        }

        @Override
        public void close() {
            host.close();
        }
    }

    /** A daemon of Debian's. */
    record Real(RealXenStored daemon) implements StoreDaemonUnderTest {
        private static final String DOMAIN_AND_RING_AND_PORT = "7\0001\0003\000";

        @Override
        public Path socket() {
            return daemon.socket();
        }

        @Override
        public void stop() {
            daemon.stop();
        }

        @Override
        public void restart() throws IOException {
            daemon.restart();
        }

        @Override
        public void freeze() throws IOException {
            daemon.freeze();
        }

        @Override
        public void introduceDomain() throws IOException {
            byte[] payload = DOMAIN_AND_RING_AND_PORT.getBytes(US_ASCII);
            try (StoreTransport toolstack = connect()) {
                toolstack.send(new Packet(MessageType.INTRODUCE.number(), 1, 0, payload).encode());
                toolstack.receive(ByteBuffer.allocate(Packet.HEADER));
            }
        }

        @Override
        public void close() {
            daemon.close();
        }
    }
}
