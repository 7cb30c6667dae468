package org.xennotify.testbed.sim.store;

/**
 * One watch.
 *
 * @param path absolute, or special
 * @param prefix how much of a changed path its events leave off: for a relative watch the domain's home
 * @param depth how many levels below the path it reaches; -1 for all
 * @param order counts watches, so that events come in the order of the watches
 */
record StoreWatch(StoreSession session, String path, int prefix, String token, int depth, long order) {
    static final int ANY_DEPTH = -1;

    boolean reaches(String changed) {
        return depth == ANY_DEPTH || Paths.levels(changed, path) <= depth;
    }

    void fire(String changed) {
        session.event(changed.substring(prefix), token);
    }
}
