package org.xennotify.listener.monitor;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.device.Domains;
import org.xennotify.device.EventChannelReader;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.SystemCallException;
import org.xennotify.lifecycle.Reason;
import org.xennotify.listener.discovery.GuestId;

/** Gives back what a listener that has died left behind in guests: virtual CPUs that wait for it, and pauses. */
public final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private final MonitorNotes notes;
    private final Hypervisor hypervisor;
    private final EventChannelReader channels;

    public Leftovers(MonitorNotes notes, Hypervisor hypervisor, EventChannelReader channels) {
        this.notes = notes;
        this.hypervisor = hypervisor;
        this.channels = channels;
    }

    /** Does it for guests that are still there; what does not work is logged, and left for the next time. */
    public void release(Domains domains) throws IOException {
        List<MonitorNote> left = notes.left();
        if (!left.isEmpty()) {
            release(left, present(domains));
        }
    }

    private static Set<GuestId> present(Domains domains) throws IOException {
        return domains.list().stream()
                .filter(domain -> !domain.ended())
                .map(domain -> new GuestId(domain.domid(), domain.uuid()))
                .collect(Collectors.toSet());
    }

    private void release(List<MonitorNote> left, Set<GuestId> present) {
        for (MonitorNote note : left) {
            try {
                if (present.contains(note.guest())) {
                    release(note);
                }
                note.remove();
            } catch (IOException e) {
                LOG.warn(
                        "guest {}: its virtual CPUs may wait for a listener that has died: {}",
                        note.guest().domid(),
                        Reason.of(e));
            }
        }
    }

    private void release(MonitorNote note) throws IOException {
        int domid = note.guest().domid();
        endMonitor(domid);
        try (GuestMonitor monitor = GuestMonitor.attach(note.guest(), hypervisor, channels, notes, () -> {})) {
            monitor.release(hypervisor.vcpus(domid));
            unpause(note);
        }
        LOG.info("guest {}: goes on, should it have waited for a listener that has died", domid);
    }

    private void endMonitor(int domid) throws IOException {
        try {
            hypervisor.endMonitor(domid);
        } catch (SystemCallException e) {
            if (e.error().equals("EBUSY")) {
                throw new IOException(
                        "more of them than its ring has room for, where nobody can answer any more; destroy it", e);
            }
            if (!e.error().equals("EINVAL")) {
                throw e;
            }
        }
    }

    /** The listener may have died just before it paused the domain. */
    private void unpause(MonitorNote note) throws IOException {
        int domid = note.guest().domid();
        if (note.isPaused() && hypervisor.isPaused(domid)) {
            hypervisor.unpause(domid);
        }
        note.paused(false);
    }
}
