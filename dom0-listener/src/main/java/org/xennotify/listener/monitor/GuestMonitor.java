package org.xennotify.listener.monitor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.xennotify.device.EventChannelReader;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.Monitor;
import org.xennotify.device.SystemCallException;
import org.xennotify.lifecycle.Resources;
import org.xennotify.listener.discovery.GuestId;
import org.xennotify.listener.memory.AddressSpace;
import org.xennotify.trap.TrapBlock;
import org.xennotify.trap.VmEvent;
import org.xennotify.trap.VmEventRing;

/** A guest whose virtual CPUs ask us. One thread at a time. */
public final class GuestMonitor implements AutoCloseable {
    /** What CPUs that wait for room may need until they have asked, also where a dozen share a processor. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long PAUSE_NANOS = 1_000_000;
    private static final long SETTLING_NANOS = 1_000_000_000;

    private final int domid;
    private final Hypervisor hypervisor;
    private final EventChannelReader channels;
    private final Resources resources;
    private final MonitorNote note;
    private final Monitor monitor;
    private final VmEventRing ring;
    private final int port;
    private long crowded = System.nanoTime() - SETTLING_NANOS;

    private GuestMonitor(
            MonitorNote note,
            Hypervisor hypervisor,
            EventChannelReader channels,
            Resources resources,
            Runnable onRaised)
            throws IOException {
        this.domid = note.guest().domid();
        this.hypervisor = hypervisor;
        this.channels = channels;
        this.note = note;
        this.resources = resources;
        int version = hypervisor.monitorVersion();
        VmEventRing.checkVersion(version);
        monitor = resources.add(hypervisor.monitor(domid));
        ring = new VmEventRing(monitor.page(), version);
        port = channels.bindInterdomain(domid, monitor.port(), onRaised);
        resources.add(() -> channels.unbind(port));
        resources.add(this::end);
    }

    /**
     * Attaches to a guest; it asks nothing before {@link #listen}.
     *
     * @param onRaised is called when it asks, on another thread; it must not block
     * @throws org.xennotify.device.UnavailableException if it cannot ask
     * @throws SystemCallException EBUSY if it asks somebody else
     */
    public static GuestMonitor attach(
            GuestId guest, Hypervisor hypervisor, EventChannelReader channels, MonitorNotes notes, Runnable onRaised)
            throws IOException {
        MonitorNote note = notes.write(guest);
        Resources resources = new Resources();
        try {
            return new GuestMonitor(note, hypervisor, channels, resources, onRaised);
        } catch (IOException e) {
            resources.close();
            note.remove();
            throw e;
        }
    }

    /** From now on it asks. */
    public void listen() throws IOException {
        monitor.listen(true);
        resources.add(() -> monitor.listen(false));
    }

    /** Ours, by which it asks; to be unmasked before {@link #take}. */
    public int port() {
        return port;
    }

    /**
     * What it asks next; at most {@value VmEventRing#SLOTS} are not answered.
     *
     * @throws IOException if the ring says what cannot be
     */
    public Optional<VmEvent> take() throws IOException {
        return ring.take();
    }

    /** Whether {@link #take} would find something. */
    public boolean isEmpty() {
        return ring.isEmpty();
    }

    /** Lets a virtual CPU go on as soon as {@link #flush} is called. */
    public void answer(VmEvent request) {
        if (ring.isFull()) {
            crowded = System.nanoTime();
        }
        ring.answer(request);
    }

    /** Makes the answers heard. */
    public void flush() throws IOException {
        channels.notify(port);
    }

    /**
     * Writes an answer into the block that a request names, if it is still a block, and its caller could write there at
     * this moment. The domain stands still meanwhile: what was found out about its memory remains true.
     *
     * @param answer what {@link TrapBlock} says
     */
    public void write(VmEvent request, AddressSpace memory, ByteBuffer answer) throws IOException {
        note.paused(true);
        try {
            hypervisor.pause(domid);
            change(request.address(), memory, new BlockWriter(answer));
        } finally {
            note.paused(false);
        }
    }

    private void change(long address, AddressSpace memory, BlockWriter writer) throws IOException {
        try {
            var unused = memory.change(address, writer.length(), writer);
        } finally {
            hypervisor.unpause(domid);
        }
    }

    /** Lets virtual CPUs go on that wait for somebody who has died; not while it is listened to. */
    void release(int vcpus) throws IOException {
        for (int vcpu = 0; vcpu < vcpus; vcpu++) {
            ring.release(vcpu);
            if (vcpu % VmEventRing.SLOTS == VmEventRing.SLOTS - 1) {
                flush();
            }
        }
        flush();
    }

    /**
     * Lets all virtual CPUs go that wait, and gives everything back; what fails of it is noted for the next listener.
     * Takes {@link #PATIENCE} at most.
     */
    @Override
    public void close() throws IOException {
        resources.close();
        note.remove();
    }

    /** A CPU that waits for room keeps the monitor from being ended. */
    private void end() throws IOException {
        long begun = System.nanoTime();
        answerAll();
        while (isSettling(begun) || !isEnded(begun)) {
            LockSupport.parkNanos(PAUSE_NANOS);
            answerAll();
        }
    }

    /**
     * Whether a CPU that has waited for room may be on its way to ask. Xen does not count it any more, and where it finds
     * nobody to ask it stands still for ever.
     */
    private boolean isSettling(long begun) {
        long now = System.nanoTime();
        return now - crowded < SETTLING_NANOS && now - begun < PATIENCE.toNanos();
    }

    private boolean isEnded(long begun) throws IOException {
        try {
            monitor.end();
            return true;
        } catch (SystemCallException e) {
            if (!e.error().equals("EBUSY") || System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw e;
            }
            return false;
        }
    }

    private void answerAll() {
        try {
            Optional<VmEvent> request = ring.take();
            while (request.isPresent()) {
                answer(request.get());
                request = ring.take();
            }
            flush();
        } catch (IOException nobodyToAnswer) {
            // The ring says what cannot be, or the domain is gone: no reason to keep the monitor.
        }
    }
}
