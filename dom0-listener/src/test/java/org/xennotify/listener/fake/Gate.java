package org.xennotify.listener.fake;

import java.io.IOException;
import org.xennotify.listener.sink.JsonBytes;
import org.xennotify.listener.sink.Output;

/** An output that takes nothing while it is shut, as a full disk does. */
public final class Gate implements Output {
    private final Output behind;
    private volatile boolean shut;
    private volatile boolean kept;

    public Gate(Output behind) {
        this.behind = behind;
    }

    public void shut() {
        shut = true;
    }

    public void open() {
        shut = false;
    }

    /** Whether something waits, or has waited, in front of it. */
    public boolean hasKept() {
        return kept;
    }

    @Override
    public boolean write(JsonBytes line) {
        if (shut) {
            kept = true;
            return false;
        }
        return behind.write(line);
    }

    @Override
    public void close() throws IOException {
        behind.close();
    }
}
