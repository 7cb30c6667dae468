package org.xennotify.agent.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xennotify.device.Domains;
import org.xennotify.device.EventChannels;
import org.xennotify.device.GrantExporter;
import org.xennotify.device.GrantMapper;
import org.xennotify.device.HeldChannels;
import org.xennotify.device.HypercallPage;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.Platform;
import org.xennotify.device.StoreTransport;
import org.xennotify.device.UnavailableException;
import org.xennotify.device.UnixDatagrams;
import org.xennotify.device.linux.LinuxDatagrams;

/** A guest's Xen in memory. */
public final class MemoryXen implements Platform {
    /** Ports are numbered from here, so that none can be taken for something else. */
    public static final int FIRST_PORT = 70;

    private final MemoryStore store = new MemoryStore();
    private final List<MemoryChannels> channels = new CopyOnWriteArrayList<>();
    private final MemoryGrants grants = new MemoryGrants();
    private final MemoryProcessor processor = new MemoryProcessor();
    private final List<String> holders = new CopyOnWriteArrayList<>();
    private volatile boolean sharing = true;
    private volatile String whyNotHeld = "";

    public MemoryStore store() {
        return store;
    }

    public MemoryGrants grants() {
        return grants;
    }

    public MemoryProcessor processor() {
        return processor;
    }

    /** Marks of holders that were started here and not ended by mark; those of sets that were closed are among them. */
    public List<String> holders() {
        return List.copyOf(holders);
    }

    /** From now on there are no holders. */
    public void holdNothing(String why) {
        whyNotHeld = why;
    }

    /** From now on no pages are shared here. */
    public void shareNothing() {
        sharing = false;
    }

    /** All sets of event channels that were ever opened, those that only looked left out. */
    public List<MemoryChannels> channels() {
        return channels.stream()
                .filter(set -> set.calls().stream().anyMatch(call -> call.startsWith("allocate")))
                .toList();
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String description() {
        return "Memory ü";
    }

    @Override
    public Path runDirectory() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StoreTransport openStore() {
        return store.connect();
    }

    @Override
    public EventChannels openEventChannels() {
        MemoryChannels set = new MemoryChannels(FIRST_PORT + channels().size());
        channels.add(set);
        return set;
    }

    @Override
    public HeldChannels holdEventChannels(String mark) {
        if (whyNotHeld.isEmpty()) {
            holders.add(mark);
        }
        return new HeldChannels(openEventChannels(), whyNotHeld);
    }

    @Override
    public void endHolder(String mark) {
        holders.remove(mark);
    }

    @Override
    public GrantExporter openGrantExporter() throws UnavailableException {
        if (!sharing) {
            throw new UnavailableException("no pages are shared here: load the module xen-gntalloc.");
        }
        return grants;
    }

    @Override
    public GrantMapper openGrantMapper() {
        return grants;
    }

    @Override
    public Domains openDomains() throws UnavailableException {
        throw new UnavailableException("only Dom0 has it.");
    }

    @Override
    public Hypervisor openHypervisor() throws UnavailableException {
        throw new UnavailableException("only Dom0 has it.");
    }

    @Override
    public HypercallPage openHypercallPage(byte[] code) {
        return processor.load(code);
    }

    @Override
    public UnixDatagrams openDatagrams() throws IOException {
        return LinuxDatagrams.open();
    }
}
