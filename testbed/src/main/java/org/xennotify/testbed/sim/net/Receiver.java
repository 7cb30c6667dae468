package org.xennotify.testbed.sim.net;

import java.nio.ByteBuffer;

/** The simulated host's side of one connection. Called on the host's thread only. */
public interface Receiver {

    /**
     * Takes one whole message, if there is one.
     *
     * @return false when there is none yet; what was not taken is offered again together with more
     */
    boolean receive(ByteBuffer bytes);

    /** The connection has ended, from either side. Called once. */
    void ended();
}
