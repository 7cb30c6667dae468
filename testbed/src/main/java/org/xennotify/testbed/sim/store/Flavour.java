package org.xennotify.testbed.sim.store;

/**
 * Which daemon a simulated XenStore behaves like, in the points that matter to a client.
 *
 * @param maxNodes how many nodes an unprivileged domain may own
 * @param nodesFull the error beyond that
 * @param maxNodeSize in bytes: xenstored counts the whole record, oxenstored the value, and refuses from this size on
 * @param wholeRecord whether {@code maxNodeSize} is about the whole record
 * @param nodeTooBig the error beyond that
 * @param maxWatches of an unprivileged domain; one more is let through, as by xenstored
 * @param watchesFull the error beyond that
 * @param maxTransactions open at once on an unprivileged connection; one more is let through, as by xenstored
 * @param transactionsFull the error beyond that
 * @param maxPath in bytes, below the domain's own node if it is below one
 * @param parts whether DIRECTORY_PART is known; if not, any length of list is sent as one reply to Dom0
 * @param features the answer to GET_FEATURE; -1 if the daemon is too old to know the question
 */
public record Flavour(
        int maxNodes,
        String nodesFull,
        int maxNodeSize,
        boolean wholeRecord,
        String nodeTooBig,
        int maxWatches,
        String watchesFull,
        int maxTransactions,
        String transactionsFull,
        int maxPath,
        boolean parts,
        int features) {

    /** Bit of {@link #features}: WATCH may say how deep. */
    static final int WATCH_DEPTH = 4;

    private static final int UNKNOWN = -1;

    /** The C daemon of Xen 4.17. */
    public static final Flavour XENSTORED =
            new Flavour(1000, "ENOSPC", 2048, true, "ENOSPC", 128, "E2BIG", 10, "ENOSPC", 2048, true, UNKNOWN);

    /** The C daemon of Xen 4.22, with watch depth. */
    public static final Flavour XENSTORED_4_22 =
            new Flavour(1000, "ENOSPC", 2048, true, "ENOSPC", 128, "ENOSPC", 10, "ENOSPC", 2048, true, 7);

    /** The OCaml daemon. */
    public static final Flavour OXENSTORED =
            new Flavour(1000, "EQUOTA", 2049, false, "E2BIG", 100, "EQUOTA", 10, "EQUOTA", 1024, false, UNKNOWN);

    /** Oxenstored holds Dom0 to this as well. */
    boolean tooBig(Caller caller, Node node) {
        return wholeRecord ? !caller.privileged() && node.size() >= maxNodeSize : node.value().length >= maxNodeSize;
    }

    boolean hasFeature(int feature) {
        return features != UNKNOWN && (features & feature) != 0;
    }

    boolean knowsFeatures() {
        return features != UNKNOWN;
    }
}
