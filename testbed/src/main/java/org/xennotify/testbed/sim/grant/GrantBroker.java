package org.xennotify.testbed.sim.grant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.xennotify.testbed.sim.evtchn.EventBroker;
import org.xennotify.testbed.sim.net.Link;
import org.xennotify.testbed.sim.net.Receiver;

/**
 * Shared pages for the processes of a simulated host, as files that they map. Used on the host's thread only.
 *
 * <p>A guest that was saved has a copy of its memory on a real host, while others still see the old pages; here it is the
 * same memory.
 */
public final class GrantBroker implements AutoCloseable {
    private final Path files;
    private final EventBroker events;
    private final GrantTable table;

    /** {@code files} is the directory for the pages' memory. */
    public GrantBroker(Path files, EventBroker events) {
        this.files = files;
        this.events = events;
        this.table = new GrantTable(files);
    }

    /** Makes the directory, and empties it of what a host that was killed has left. */
    public void start() throws IOException {
        Files.createDirectories(files);
        removeFiles();
    }

    private void removeFiles() throws IOException {
        try (Stream<Path> left = Files.list(files)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
    }

    /** The receiver of a new connection from a process; {@code domid} is what its machine has at the moment. */
    public Receiver accept(Link link, IntSupplier domid) {
        return new GrantSession(table, events, link, domid);
    }

    /** A domain is dying or was saved: nobody can map its pages any more, and what it has mapped goes without a word. */
    public void closeAll(int domid) {
        table.closeAll(domid);
    }

    /** Runs work as soon as no page of a dying domain is mapped by another. */
    public void onceUnmapped(int domid, Runnable work) {
        table.onceUnmapped(domid, work);
    }

    /** Mappings of dead domains' pages, each in words. */
    public List<String> describeOrphans() {
        return table.mappings().stream()
                .filter(mapping -> mapping.grant().domainDied())
                .map(Mapping::toString)
                .toList();
    }

    /** All that is shared or mapped, each in words. */
    public List<String> describeAll() {
        return Stream.concat(table.grants().stream(), table.mappings().stream())
                .map(Holding::toString)
                .toList();
    }

    /** Removes the pages' memory; whoever has some mapped keeps it. */
    @Override
    public void close() {
        try {
            removeFiles();
            Files.delete(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
