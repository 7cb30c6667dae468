package org.xennotify.listener.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;

/** Whose event it is by the hypervisor's account, as the bytes that every event of that guest repeats. */
public final class Origin {
    private final int domid;
    private final byte[] uuid;
    private final byte[] name;

    /** {@code name} is the toolstack's name of the domain; empty if it has none. */
    public Origin(int domid, UUID uuid, String name) {
        this.domid = domid;
        this.uuid = uuid.toString().getBytes(US_ASCII);
        this.name = name.getBytes(UTF_8);
    }

    /** 1 to 32751. */
    public int domid() {
        return domid;
    }

    /** The UUID as text; not to be changed. */
    public byte[] uuid() {
        return uuid;
    }

    /** The name in UTF-8, possibly empty; not to be changed. */
    public byte[] name() {
        return name;
    }
}
