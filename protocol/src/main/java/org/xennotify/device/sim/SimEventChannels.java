package org.xennotify.device.sim;

import java.io.IOException;
import java.nio.file.Path;
import org.xennotify.device.EventChannels;

/** Event channels of a simulated host, through its broker. */
final class SimEventChannels {
    private SimEventChannels() {}

    @SuppressWarnings("DoNotCallSuggester")
    static EventChannels connect(Path socket) throws IOException {
        throw new IOException("not yet: " + socket);
    }
}
