package org.xennotify.listener.session;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import org.xennotify.event.Door;
import org.xennotify.lifecycle.Reason;
import org.xennotify.listener.discovery.GuestId;
import org.xennotify.listener.memory.AddressSpace;
import org.xennotify.listener.memory.GuestFrames;
import org.xennotify.listener.memory.KeptFrames;
import org.xennotify.listener.monitor.GuestMonitor;
import org.xennotify.trap.VmEvent;

/**
 * A guest whose virtual CPUs ask us. Each is held until what it has said is handled, but not longer than its route says;
 * none waits for another.
 */
final class Traps implements Link {
    private final Voice voice;
    private final GuestLog log;
    private final Host.Alarm alarm;
    private final Wakeups wakeups;
    private final GuestMonitor monitor;
    private final KeptFrames frames;
    private final Deque<Trap> held = new ArrayDeque<>();
    private boolean alarmed;
    private long alarmAt;

    private Traps(
            Host host, int domid, Voice voice, GuestLog log, Runnable signal, Wakeups wakeups, GuestMonitor monitor) {
        this.voice = voice;
        this.log = log;
        this.alarm = host.alarm(signal);
        this.wakeups = wakeups;
        this.monitor = monitor;
        this.frames = new KeptFrames(
                GuestFrames.of(host.hypervisor(), domid), System::nanoTime, () -> alarm.after(KeptFrames.KEEP));
    }

    static Traps attach(Host host, GuestId guest, Voice voice, GuestLog log, Runnable signal) throws IOException {
        Wakeups wakeups = new Wakeups(host, Brake.none(), signal);
        GuestMonitor monitor =
                GuestMonitor.attach(guest, host.hypervisor(), host.channels(), host.monitorNotes(), wakeups);
        try {
            monitor.listen();
        } catch (IOException e) {
            monitor.close();
            throw e;
        }
        return new Traps(host, guest.domid(), voice, log, signal, wakeups, monitor);
    }

    @Override
    public Door door() {
        return Door.TRAP;
    }

    /** Whatever comes after the port is unmasked raises it again. */
    @Override
    public Progress work() throws IOException {
        frames.expire();
        wakeups.next(monitor.port());
        take();
        return held.isEmpty() ? Progress.IDLE : handle();
    }

    private void take() throws IOException {
        Optional<VmEvent> request = monitor.take();
        while (request.isPresent()) {
            held.add(read(request.get()));
            request = monitor.take();
        }
    }

    private Trap read(VmEvent request) {
        Trap trap = new Trap(request, AddressSpace.of(frames, request.state()));
        try {
            trap.read();
        } catch (IOException e) {
            log.warn("cannot look at what a trap says: " + Reason.of(e));
        }
        return trap;
    }

    private Progress handle() throws IOException {
        boolean heldBack = false;
        boolean flushed = false;
        try {
            for (Trap trap : held) {
                heldBack |= trap.work(voice) == Progress.HELD;
            }
            flushed = voice.flush();
        } finally {
            release(flushed); // in any case, since their time runs
        }
        if (held.isEmpty()) {
            return Progress.IDLE;
        }
        return heldBack || !flushed ? Progress.HELD : Progress.PARKED;
    }

    private void release(boolean flushed) throws IOException {
        boolean any = false;
        for (Iterator<Trap> all = held.iterator(); all.hasNext(); ) {
            Trap trap = all.next();
            if (trap.isOver(flushed) || isLate(trap)) {
                all.remove();
                answer(trap);
                any = true;
            }
        }
        if (any) {
            monitor.flush();
        }
    }

    private boolean isLate(Trap trap) {
        long now = System.nanoTime();
        long deadline = trap.deadline(now);
        if (deadline - now <= 0) {
            trap.giveUp();
            return true;
        }
        wakeAt(deadline, now);
        return false;
    }

    /** One alarm is enough for all that are held: those with a later deadline set the next one when it has rung. */
    private void wakeAt(long deadline, long now) {
        boolean isPending = alarmed && alarmAt - now > 0;
        if (!isPending || deadline - alarmAt < 0) {
            alarmed = true;
            alarmAt = deadline;
            alarm.after(Duration.ofNanos(deadline - now).plusMillis(1)); // timers are not more exact
        }
    }

    /** A guest may make writing impossible; its virtual CPU goes on all the same. */
    private void answer(Trap trap) {
        try {
            if (trap.answer().isPresent()) {
                monitor.write(trap.request(), trap.memory(), trap.answer().get());
            }
        } catch (IOException e) {
            log.warn("cannot answer a trap: " + Reason.of(e));
        }
        monitor.answer(trap.request());
    }

    /** The domain has ended. */
    @Override
    public void withdraw() throws IOException {
        held.clear();
        try {
            frames.close();
        } finally {
            monitor.close();
        }
    }

    /** What is still held counts as held too long. */
    @Override
    public void close() throws IOException {
        for (Trap trap : held) {
            trap.giveUp();
            answer(trap);
        }
        withdraw();
    }
}
