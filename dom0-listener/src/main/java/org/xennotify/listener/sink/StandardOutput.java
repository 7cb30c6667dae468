package org.xennotify.listener.sink;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.xennotify.lifecycle.Reason;

/** Standard output, or another stream that is of no use any more once it has failed. */
public final class StandardOutput implements Output {
    private final OutputStream stream;
    private final Consumer<String> onBroken;
    private boolean broken;

    /**
     * @param stream must not buffer
     * @param onBroken takes one sentence when nobody can be told anything here any more
     */
    public StandardOutput(OutputStream stream, Consumer<String> onBroken) {
        this.stream = stream;
        this.onBroken = onBroken;
    }

    @Override
    public boolean write(JsonBytes lines) {
        if (broken) {
            return false;
        }
        try {
            lines.writeTo(stream);
            return true;
        } catch (IOException e) {
            broken = true;
            onBroken.accept("standard output takes nothing more (" + Reason.of(e)
                    + "): stopped; events that were not printed wait in their guests.");
            return false;
        }
    }

    @Override
    public void close() {
        // Not ours to close.
    }
}
