package org.xennotify.event;

/** The bounds of the protocol, version 1; see {@code protocol/PROTOCOL.md}. */
public final class Limits {
    /** Characters of an event's type. */
    public static final int TYPE = 255;

    /** Characters of an inbox id. */
    public static final int INBOX_ID = 64;

    /** Bytes of an inbox node: a XenStore node of a guest holds little more beside its permissions. */
    public static final int INBOX_VALUE = 2000;

    /** Bytes of an outbox node. */
    public static final int OUTBOX_VALUE = 1900;

    /** Replies that stand in a guest's outbox at most; a request that wants one waits meanwhile. */
    public static final int OUTBOX_NODES = 64;

    /** Inbox nodes that one guest's {@code send} keeps pending at most: its node quota is shared with its drivers. */
    public static final int INBOX_NODES = 64;

    /** Characters of the node {@code platform}. */
    public static final int PLATFORM = 128;

    private Limits() {}
}
