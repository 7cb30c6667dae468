package org.xennotify.xenstore;

/**
 * Where a guest's nodes of this project are.
 *
 * @param base {@code data/xen-notify} as the guest sees it, {@code /local/domain/<domid>/data/xen-notify} as Dom0 does
 */
public record GuestNodes(String base) {
    private static final String BELOW_DOMAIN = "data/xen-notify";

    /** The guest's own, relative to its domain whatever its domid is at the moment. */
    public static GuestNodes own() {
        return new GuestNodes(BELOW_DOMAIN);
    }

    /** Those of a domain, as Dom0 sees them. */
    public static GuestNodes of(int domid) {
        return new GuestNodes(domain(domid) + "/" + BELOW_DOMAIN);
    }

    /** Where the toolstack keeps a domain: only the toolstack writes there, so what it says is true. */
    public static String domain(int domid) {
        return "/local/domain/" + domid;
    }

    /** The name that the toolstack has given a domain, which may change. */
    public static String domainName(int domid) {
        return domain(domid) + "/name";
    }

    /** Version of the protocol: {@code 1}. */
    public String version() {
        return base + "/version";
    }

    /** The guest's operating system, free text. */
    public String platform() {
        return base + "/platform";
    }

    /** The port that the agent allocated for Dom0, decimal. */
    public String eventChannel() {
        return base + "/event-channel";
    }

    /** The grant reference of the agent's ring, decimal. */
    public String ringRef() {
        return base + "/ring-ref";
    }

    /** 16 lower-case hex digits, fresh with every publication, written last. */
    public String epoch() {
        return base + "/epoch";
    }

    /** The directory of events through the store door. */
    public String inbox() {
        return base + "/inbox";
    }

    public String inbox(String id) {
        return inbox() + "/" + id;
    }

    /** The directory of replies to them. */
    public String outbox() {
        return base + "/outbox";
    }

    public String outbox(String id) {
        return outbox() + "/" + id;
    }

    /** Present while a listener is attached. */
    public String listener() {
        return base + "/listener";
    }

    /** The epoch that the listener gave up, and why. */
    public String rejected() {
        return base + "/rejected";
    }

    /** Present while the agent is asked to hold no event channel. */
    public String quiesce() {
        return base + "/quiesce";
    }
}
