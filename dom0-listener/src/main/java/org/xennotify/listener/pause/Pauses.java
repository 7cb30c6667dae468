package org.xennotify.listener.pause;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.device.Domain;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.SystemCallException;
import org.xennotify.device.UnavailableException;
import org.xennotify.lifecycle.Reason;
import org.xennotify.listener.discovery.GuestId;
import org.xennotify.listener.discovery.GuestNotes;

/**
 * Has domains stand still while somebody works on them, and sees to it that each goes on again: when the last one who
 * needed it has finished, when the listener stops, and at its next start if it was killed. Since Xen counts, a domain that
 * a person has paused before or meanwhile stays so. Thread-safe.
 */
public final class Pauses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);

    /** Opens the hypervisor, once somebody needs it. */
    public interface Opener {
        Hypervisor open() throws UnavailableException;
    }

    private final Opener opener;
    private final GuestNotes notes;
    private final Map<GuestId, Integer> users = new HashMap<>();
    private @Nullable Hypervisor opened;

    /** {@code runDirectory} is where notes for the next start are kept, each from before its domain is paused until it goes on. */
    public Pauses(Opener opener, Path runDirectory) {
        this.opener = opener;
        this.notes = new GuestNotes(runDirectory.resolve("paused"));
    }

    /**
     * Makes sure that domains can be paused.
     *
     * @throws UnavailableException if not, with cause and remedy in one sentence
     */
    public synchronized void prepare() throws UnavailableException {
        Hypervisor unused = hypervisor();
    }

    private Hypervisor hypervisor() throws UnavailableException {
        if (opened == null) {
            opened = opener.open();
        }
        return opened;
    }

    /** Lets go on what a listener that was killed has left paused, as far as it is among the domains that there are. */
    public synchronized void recover(List<Domain> domains) throws IOException {
        for (GuestId guest : notes.all()) {
            try {
                if (domains.stream().anyMatch(domain -> isAlive(domain, guest))) {
                    recover(guest.domid());
                }
                notes.remove(guest);
            } catch (IOException e) {
                LOG.warn(
                        "domain {}, which a listener that was killed had paused, may stand still: {}",
                        guest.domid(),
                        Reason.of(e));
            }
        }
    }

    private static boolean isAlive(Domain domain, GuestId guest) {
        return domain.domid() == guest.domid() && domain.uuid().equals(guest.uuid()) && !domain.ended();
    }

    /** It is not paused if its listener was killed just before it would have been. */
    private void recover(int domid) throws IOException {
        if (hypervisor().isPaused(domid)) {
            hypervisor().unpause(domid);
            LOG.info("domain {} goes on: a listener that was killed had paused it", domid);
        }
    }

    /**
     * Pauses a domain until the result is closed. One that is gone stands still as it is.
     *
     * @throws IOException if it cannot be paused
     */
    public synchronized Pause hold(int domid, UUID uuid) throws IOException {
        GuestId domain = new GuestId(domid, uuid);
        if (!users.containsKey(domain) && !pause(domain)) {
            return Pause.NONE;
        }
        users.merge(domain, 1, Integer::sum);
        AtomicBoolean closed = new AtomicBoolean();
        return () -> {
            if (!closed.getAndSet(true)) {
                release(domain);
            }
        };
    }

    /** False if there is no such domain any more. */
    private boolean pause(GuestId domain) throws IOException {
        Hypervisor xen = hypervisor();
        note(domain);
        try {
            xen.pause(domain.domid());
            return true;
        } catch (IOException e) {
            notes.remove(domain);
            if (e instanceof SystemCallException refused && refused.error().equals("ESRCH")) {
                return false;
            }
            throw e;
        }
    }

    private void note(GuestId domain) throws IOException {
        try {
            Files.createFile(notes.file(domain));
        } catch (FileAlreadyExistsException stillThere) {
            // It says what it is to say.
        }
    }

    private synchronized void release(GuestId domain) {
        Integer left = users.computeIfPresent(domain, (none, count) -> count - 1);
        if (left != null && left == 0) {
            users.remove(domain);
            unpause(domain);
        }
    }

    private void unpause(GuestId domain) {
        try {
            hypervisor().unpause(domain.domid());
        } catch (IOException e) {
            LOG.info("domain {} need not be unpaused any more: {}", domain.domid(), Reason.of(e));
        }
        try {
            notes.remove(domain);
        } catch (IOException e) {
            LOG.warn("cannot remove the note that domain {} is paused: {}", domain.domid(), Reason.of(e));
        }
    }

    /** Lets everything go on. */
    @Override
    public synchronized void close() throws IOException {
        users.keySet().forEach(this::unpause);
        users.clear();
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }
}
