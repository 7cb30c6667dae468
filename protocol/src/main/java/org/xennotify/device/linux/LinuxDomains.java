package org.xennotify.device.linux;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.xennotify.device.Domain;
import org.xennotify.device.Domains;
import org.xennotify.device.UnavailableException;

/** The hypervisor's list, through libxenctrl. */
final class LinuxDomains implements Domains {
    private static final int PER_CALL = 256;

    private final LibXenCtrl library;

    private LinuxDomains(LibXenCtrl library) {
        this.library = library;
    }

    static LinuxDomains open() throws UnavailableException {
        return new LinuxDomains(LibXenCtrl.open());
    }

    @Override
    public synchronized List<Domain> list() throws IOException {
        List<Domain> domains = new ArrayList<>();
        int first = 1;
        List<DomainInfo> found;
        do {
            found = DomainInfo.list(library, first, PER_CALL);
            for (DomainInfo info : found) {
                domains.add(new Domain(info.domid(), info.uuid(), info.hasEnded()));
                first = info.domid() + 1;
            }
        } while (found.size() == PER_CALL);
        return domains;
    }

    @Override
    public synchronized void close() {
        library.close();
    }
}
