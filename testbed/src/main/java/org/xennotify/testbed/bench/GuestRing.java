package org.xennotify.testbed.bench;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.xennotify.agent.door.RingWriter;
import org.xennotify.device.EventChannels;
import org.xennotify.device.GrantExporter;
import org.xennotify.device.Platform;
import org.xennotify.event.RecordEncoder;
import org.xennotify.lifecycle.Resources;
import org.xennotify.vchan.Vchan;
import org.xennotify.vchan.VchanServer;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;

/** A guest's ring, published and written as the agent does it, for one thread. */
final class GuestRing implements AutoCloseable {
    private static final int DOM0 = 0;
    private static final int EPOCH_BYTES = 8;
    private static final long DRAIN_MILLIS = 20;

    private final Resources resources;
    private final EventChannels channels;
    private final int port;
    private final Vchan vchan;
    private final RingWriter writer;
    private final int[] raised = new int[EventChannels.BATCH];
    private long waits;

    private GuestRing(Platform platform, int size, Resources resources) throws IOException {
        this.resources = resources;
        channels = resources.add(platform.openEventChannels());
        GrantExporter exporter = resources.add(platform.openGrantExporter());
        port = channels.allocateUnbound(DOM0);
        VchanServer.Opened opened = VchanServer.open(exporter, DOM0, size, () -> channels.notify(port));
        vchan = resources.add(opened.vchan());
        writer = new RingWriter(vchan);
        publish(platform, opened.ringReference());
    }

    /** Publishes a ring of {@code size} bytes. */
    static GuestRing open(Platform platform, int size) throws IOException {
        return new GuestRing(platform, size, new Resources());
    }

    /** Without a connection for as long as the ring lasts, so that a thousand guests fit into a process. */
    private void publish(Platform platform, int reference) throws IOException {
        GuestNodes nodes = GuestNodes.own();
        byte[] epoch = new byte[EPOCH_BYTES];
        new SecureRandom().nextBytes(epoch);
        resources.add(() -> {
            try (XenStoreClient store = XenStoreClient.connect(platform::openStore)) {
                store.remove(nodes.base());
            }
        });
        try (XenStoreClient store = XenStoreClient.connect(platform::openStore)) {
            store.write(nodes.version(), "1");
            store.write(nodes.platform(), "a benchmark");
            store.write(nodes.eventChannel(), Integer.toString(port));
            store.write(nodes.ringRef(), Integer.toString(reference));
            store.write(nodes.epoch(), HexFormat.of().formatHex(epoch));
        }
    }

    Vchan vchan() {
        return vchan;
    }

    /** Sends an event as soon as there is room; Dom0 sees it after {@link #flush}. */
    void send(String type, byte[] payload, boolean wantsReply) throws IOException {
        while (writer.offer(type, payload, wantsReply, 0) == RingWriter.FULL) {
            if (!writer.awaitRoom(RecordEncoder.length(type.length(), payload.length))) {
                await();
            }
        }
    }

    void flush() throws IOException {
        writer.flush();
    }

    /** Waits until Dom0 raises the event channel. */
    void await() throws IOException {
        waits++;
        int count = channels.await(raised);
        for (int i = 0; i < count; i++) {
            channels.unmask(raised[i]);
        }
    }

    /** How often it waited so: each time costs a wake-up on both sides. */
    long waits() {
        return waits;
    }

    /** Waits until Dom0 has handled everything. */
    void drain() throws IOException, InterruptedException {
        flush();
        while (!vchan.isDrained()) {
            Thread.sleep(DRAIN_MILLIS);
        }
    }

    /** Removes what was published, and gives everything back. */
    @Override
    public void close() throws IOException {
        resources.close();
    }
}
