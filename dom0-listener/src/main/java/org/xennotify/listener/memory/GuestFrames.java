package org.xennotify.listener.memory;

import java.io.IOException;
import org.xennotify.device.ForeignPages;
import org.xennotify.device.Hypervisor;

/** One guest's memory by the numbers of its frames. */
public interface GuestFrames {

    /** Maps frames as {@link Hypervisor#map} does. */
    ForeignPages map(long[] frames, boolean writable) throws IOException;

    /** Those of a domain, mapped anew each time. */
    static GuestFrames of(Hypervisor hypervisor, int domid) {
        return (frames, writable) -> hypervisor.map(domid, frames, writable);
    }
}
