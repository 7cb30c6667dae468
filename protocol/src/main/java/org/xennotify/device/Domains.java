package org.xennotify.device;

import java.io.IOException;
import java.util.List;

/** Which domains exist, by the hypervisor's own account. */
public interface Domains extends AutoCloseable {

    /** All domains but Dom0, dying ones included, by ascending domid. */
    List<Domain> list() throws IOException;

    @Override
    void close();
}
