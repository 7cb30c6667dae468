package org.xennotify.agent.door;

import java.io.IOException;
import org.xennotify.vchan.Vchan;

/** A ring to Dom0 while it is published. Whoever opened it closes it. */
public interface Ring {

    Vchan vchan();

    /** Lets the event channel be raised again, if it was since the last call. */
    void rearm() throws IOException;

    /** Says that this ring cannot be used any more. */
    void fail(IOException why);
}
