package org.xennotify.agent.publication;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.agent.door.Ring;
import org.xennotify.device.EventChannelReader;
import org.xennotify.device.GrantExporter;
import org.xennotify.device.HeldChannels;
import org.xennotify.device.Platform;
import org.xennotify.lifecycle.Reason;
import org.xennotify.lifecycle.Resources;
import org.xennotify.vchan.Vchan;
import org.xennotify.vchan.VchanServer;

/** The guest's end of what is published once: an event channel and, where pages can be shared, a ring. */
final class Endpoint implements Ring, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
    private static final int DOM0 = 0;

    private final Platform platform;
    private final Runnable onRaised;
    private final Runnable onTrouble;
    private final String whyNotHeld;
    private final EventChannelReader reader;
    private final Resources pages = new Resources();
    private final AtomicBoolean raised = new AtomicBoolean();
    private VchanServer.@Nullable Opened opened;
    private String whyNoRing = "the agent runs with --no-ring.";
    private int port;
    private boolean abandoned;
    private volatile String trouble = "";

    private Endpoint(Platform platform, String epoch, Runnable onRaised, Runnable onTrouble) throws IOException {
        HeldChannels held = platform.holdEventChannels(epoch);
        this.platform = platform;
        this.whyNotHeld = held.whyNotHeld();
        this.onRaised = onRaised;
        this.onTrouble = onTrouble;
        this.reader = EventChannelReader.start(held.channels(), this::fail);
    }

    /**
     * Opens event channels, and nothing on them yet.
     *
     * @param epoch marks their holder
     * @param onRaised is called when Dom0 raises the port; both on any thread
     * @param onTrouble is called when {@link #trouble} says something
     */
    static Endpoint open(Platform platform, String epoch, Runnable onRaised, Runnable onTrouble) throws IOException {
        return new Endpoint(platform, epoch, onRaised, onTrouble);
    }

    /** Why nobody keeps the port open when this process ends after a resume, which it then must not; empty: a holder does. */
    String whyNotHeld() {
        return whyNotHeld;
    }

    void allocate() throws IOException {
        port = reader.allocateUnbound(DOM0, this::raise);
    }

    private void raise() {
        raised.set(true);
        onRaised.run();
    }

    /** Shares a ring of so many bytes; if there cannot be one, {@link #whyNoRing} says why. */
    void share(int size) {
        try {
            GrantExporter exporter = pages.add(platform.openGrantExporter());
            VchanServer.Opened server = VchanServer.open(exporter, DOM0, size, this::tellDom0);
            pages.add(server.vchan());
            opened = server;
        } catch (IOException e) {
            whyNoRing = Reason.of(e);
        }
    }

    /** Why there is none, if there is none. */
    String whyNoRing() {
        return whyNoRing;
    }

    int port() {
        return port;
    }

    boolean hasRing() {
        return opened != null;
    }

    int ringReference() {
        return opened().ringReference();
    }

    private VchanServer.Opened opened() {
        if (opened == null) {
            throw new IllegalStateException("port " + port + " has no ring");
        }
        return opened;
    }

    private void tellDom0() throws IOException {
        if (!abandoned) {
            ringBell();
        }
    }

    void ringBell() throws IOException {
        reader.notify(port);
    }

    @Override
    public Vchan vchan() {
        return opened().vchan();
    }

    @Override
    public void rearm() throws IOException {
        if (raised.getAndSet(false)) {
            reader.unmask(port);
        }
    }

    @Override
    public void fail(IOException why) {
        trouble = String.valueOf(why.getMessage());
        onTrouble.run();
    }

    /** Why this end cannot be used any more; empty: it can. */
    String trouble() {
        return trouble;
    }

    /** Gives the port up without touching it, for it is from before a resume, and the pages back, which does no harm. */
    void abandon() {
        abandoned = true;
        reader.abandon();
        try {
            pages.close();
        } catch (IOException e) {
            LOG.warn("pages from before a resume stay shared: {}", Reason.of(e));
        }
    }

    @Override
    public void close() throws IOException {
        try (reader) {
            pages.close();
        }
    }
}
