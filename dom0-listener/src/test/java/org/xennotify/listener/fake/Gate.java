package org.xennotify.listener.fake;

import java.io.IOException;
import org.xennotify.listener.sink.JsonBytes;
import org.xennotify.listener.sink.Output;

/** An output that takes nothing while it is shut, as a full disk does. */
public final class Gate implements Output {
    private final Output behind;
    private volatile boolean shut;

    public Gate(Output behind) {
        this.behind = behind;
    }

    public void shut() {
        shut = true;
    }

    public void open() {
        shut = false;
    }

    @Override
    public boolean write(JsonBytes line) {
        return !shut && behind.write(line);
    }

    @Override
    public void close() throws IOException {
        behind.close();
    }
}
