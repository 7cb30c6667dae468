package org.xennotify.listener.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What guests had come to as domains that have ended: one that is restored, migrated or rebooted has the same UUID under
 * another domid. The oldest are forgotten. Not thread-safe.
 */
final class FormerGuests {
    /** As many as a host may be expected to save and restore again, at some 200 bytes each. */
    private static final int MOST = 1000;

    private final Map<UUID, GuestStatus> last = new LinkedHashMap<>();

    /** The status of a guest's last domain, with the sums of all. */
    Optional<GuestStatus> of(UUID uuid) {
        return Optional.ofNullable(last.get(uuid));
    }

    /** A guest's domain has ended, and this was its status. */
    void add(GuestStatus ended) {
        GuestStatus former = last.remove(ended.uuid());
        last.put(ended.uuid(), former == null ? ended : ended.after(former));
        if (last.size() > MOST) {
            last.remove(last.keySet().iterator().next());
        }
    }
}
