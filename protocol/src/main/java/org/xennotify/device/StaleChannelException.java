package org.xennotify.device;

import java.io.IOException;

/** An event channel from before a save and restore was used; its port may be another driver's now. */
public final class StaleChannelException extends IOException {
    private static final long serialVersionUID = 1L;

    public StaleChannelException(String operation) {
        super(operation + ": this event channel is from before a resume of the domain and is not touched any more");
    }
}
