package org.xennotify.testbed.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.xennotify.device.EventChannelReader;
import org.xennotify.device.GrantExporter;
import org.xennotify.device.GrantedPages;
import org.xennotify.device.Platform;
import org.xennotify.event.Message;
import org.xennotify.event.RecordEncoder;
import org.xennotify.lifecycle.Resources;
import org.xennotify.testbed.sim.SimGuest;
import org.xennotify.vchan.VchanServer;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;

/** A ring that a guest offers without an agent, so that anything at all can be in it. */
final class HandMadeRing implements AutoCloseable {
    private static final GuestNodes NODES = GuestNodes.own();

    private final Resources resources = new Resources();
    private final List<ByteBuffer> memory = new ArrayList<>();
    private final XenStoreClient store;
    private final EventChannelReader channels;
    private final VchanServer.Opened server;
    private final int port;
    private final RecordEncoder encoder;
    private long sequence;

    /** Grants a ring of at least 4 KiB and allocates its port; both are still to be published. */
    HandMadeRing(SimGuest guest, int size) throws IOException {
        Platform place = guest.platform();
        store = resources.add(XenStoreClient.connect(place::openStore));
        channels = resources.add(EventChannelReader.start(place.openEventChannels(), domainEnded -> {}));
        port = channels.allocateUnbound(0, () -> {});
        GrantExporter exporter = resources.add(place.openGrantExporter());
        server = VchanServer.open(new Watched(exporter), 0, size, () -> channels.notify(port));
        encoder = new RecordEncoder(size);
    }

    /** Keeps hold of the memory that is shared. */
    private final class Watched implements GrantExporter {
        private final GrantExporter exporter;

        private Watched(GrantExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public GrantedPages grant(int remoteDomain, int count) throws IOException {
            GrantedPages pages = exporter.grant(remoteDomain, count);
            memory.add(pages.memory());
            return pages;
        }

        @Override
        public void close() {
            // Its owner does.
        }
    }

    /** The page with indices, orders and flags. */
    ByteBuffer page() {
        return memory.get(0);
    }

    /** The bytes of the ring to Dom0. */
    ByteBuffer data() {
        return memory.get(1);
    }

    int reference() {
        return server.ringReference();
    }

    void publish(String epoch) throws XenStoreException {
        publish(epoch, Integer.toUnsignedString(reference()));
    }

    void publish(String epoch, String reference) throws XenStoreException {
        if (store.exists(NODES.epoch())) {
            store.remove(NODES.epoch());
        }
        store.write(NODES.version(), "1");
        store.write(NODES.platform(), "hand-made");
        store.write(NODES.eventChannel(), Integer.toString(port));
        store.write(NODES.ringRef(), reference);
        store.write(NODES.epoch(), epoch);
    }

    /** Makes the next event, without sending it. */
    ByteBuffer event(String type, String data) {
        return event(type, data, false);
    }

    /** The same, and it asks for a reply. */
    ByteBuffer request(String type, String data) {
        return event(type, data, true);
    }

    private ByteBuffer event(String type, String data, boolean wantsReply) {
        ByteBuffer record = encoder.event(new Message(type, data.getBytes(UTF_8), wantsReply), ++sequence, 0);
        return ByteBuffer.allocate(record.remaining())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(record)
                .flip();
    }

    /** Sends any bytes if they have room. */
    void send(ByteBuffer bytes) throws IOException {
        server.vchan().offer(bytes);
        server.vchan().flush();
    }

    /** Wakes the listener up, whether it asked for that or not. */
    void wake() throws IOException {
        channels.notify(port);
    }

    @Override
    public void close() throws IOException {
        resources.close();
    }
}
