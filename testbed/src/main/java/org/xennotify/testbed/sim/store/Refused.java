package org.xennotify.testbed.sim.store;

/** A request that the daemon answers with an error; {@code error} is its name on the wire. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String error;

    Refused(String error) {
        super(error, null, false, false);
        this.error = error;
    }

    String error() {
        return error;
    }
}
