package org.xennotify.listener.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.xennotify.device.Domain;
import org.xennotify.device.Domains;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;

/**
 * The domains as the toolstack has written them into XenStore, for machines where the hypervisor's own list is not to be
 * had. Guests cannot write the nodes that are read here.
 */
public final class StoreDomains implements Domains {
    private static final String VM = "/vm/";
    private static final int LARGEST_DOMID = 32751;

    private final XenStoreClient store;

    public StoreDomains(XenStoreClient store) {
        this.store = store;
    }

    @Override
    public List<Domain> list() throws XenStoreException {
        List<Domain> domains = new ArrayList<>();
        for (String name : store.listIfPresent("/local/domain")) {
            Optional<Integer> domid = domid(name);
            if (domid.isPresent()) {
                read(domid.get()).ifPresent(domains::add);
            }
        }
        return domains;
    }

    private static Optional<Integer> domid(String name) {
        boolean isNumber = name.matches("[1-9][0-9]{0,4}");
        return isNumber && Integer.parseInt(name) <= LARGEST_DOMID
                ? Optional.of(Integer.valueOf(name))
                : Optional.empty();
    }

    private Optional<Domain> read(int domid) throws XenStoreException {
        Optional<UUID> uuid = store.findText(GuestNodes.domain(domid) + "/vm").flatMap(StoreDomains::uuid);
        if (uuid.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Domain(domid, uuid.get(), !store.isIntroduced(domid)));
    }

    private static Optional<UUID> uuid(String vm) {
        try {
            return vm.startsWith(VM) ? Optional.of(UUID.fromString(vm.substring(VM.length()))) : Optional.empty();
        } catch (IllegalArgumentException notAUuid) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        // The connection is not ours.
    }
}
