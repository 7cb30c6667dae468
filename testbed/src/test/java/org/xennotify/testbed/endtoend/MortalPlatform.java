package org.xennotify.testbed.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import org.xennotify.device.Domains;
import org.xennotify.device.EventChannels;
import org.xennotify.device.GrantExporter;
import org.xennotify.device.GrantMapper;
import org.xennotify.device.GrantedPages;
import org.xennotify.device.HeldChannels;
import org.xennotify.device.HypercallPage;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.Platform;
import org.xennotify.device.StoreTransport;
import org.xennotify.device.UnavailableException;
import org.xennotify.lifecycle.Resources;

/** What one process has open on a simulated host: all of it ends at once when the process is killed. */
final class MortalPlatform implements Platform {
    private final Platform place;
    private final Resources open = new Resources();
    private boolean ended;

    MortalPlatform(Platform place) {
        this.place = place;
    }

    /** From now on nothing can be opened; what is open stays. */
    synchronized void end() {
        ended = true;
    }

    /** Cuts every connection, without a word. */
    void kill() throws IOException {
        end();
        open.close();
    }

    private void checkAlive() throws UnavailableException {
        if (ended) {
            throw new UnavailableException("this process was killed.");
        }
    }

    @Override
    public String name() {
        return place.name();
    }

    @Override
    public String description() {
        return place.description();
    }

    @Override
    public Path runDirectory() {
        return place.runDirectory();
    }

    @Override
    public synchronized StoreTransport openStore() throws UnavailableException {
        checkAlive();
        return open.add(place.openStore());
    }

    @Override
    public synchronized EventChannels openEventChannels() throws UnavailableException {
        checkAlive();
        return open.add(place.openEventChannels());
    }

    @Override
    public synchronized HeldChannels holdEventChannels(String mark) throws UnavailableException {
        checkAlive();
        HeldChannels held = place.holdEventChannels(mark);
        open.add(held.channels()::abandon); // a process that is killed ends no holder
        return held;
    }

    @Override
    public void endHolder(String mark) {
        place.endHolder(mark);
    }

    @Override
    public synchronized GrantExporter openGrantExporter() throws UnavailableException {
        checkAlive();
        return new Forgetful(open.add(place.openGrantExporter()));
    }

    /** Lets a process that was killed, and is closed here all the same, wait for nobody who could read its ring. */
    private final class Forgetful implements GrantExporter {
        private static final int CLIENT_LIVE = 20;

        private final GrantExporter exporter;
        private boolean isPage = true;

        private Forgetful(GrantExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public GrantedPages grant(int remoteDomain, int count) throws IOException {
            GrantedPages pages = exporter.grant(remoteDomain, count);
            if (isPage) {
                open.add(() -> pages.memory().put(CLIENT_LIVE, (byte) 0));
            }
            isPage = false; // what follows is the ring's
            return pages;
        }

        @Override
        public void close() throws IOException {
            exporter.close();
        }
    }

    @Override
    public synchronized GrantMapper openGrantMapper() throws UnavailableException {
        checkAlive();
        return open.add(place.openGrantMapper());
    }

    @Override
    public synchronized Domains openDomains() throws UnavailableException {
        checkAlive();
        return open.add(place.openDomains());
    }

    @Override
    public synchronized Hypervisor openHypervisor() throws UnavailableException {
        checkAlive();
        return open.add(place.openHypervisor());
    }

    @Override
    public synchronized HypercallPage openHypercallPage(byte[] code) throws UnavailableException {
        checkAlive();
        return open.add(place.openHypercallPage(code));
    }
}
