package org.xennotify.listener.session;

import java.io.IOException;
import org.xennotify.event.Door;

/** What a publication is in Dom0 while it is attached. */
interface Link {

    Door door();

    /**
     * Works off what there is, little enough that other guests have their turn soon.
     *
     * @throws org.xennotify.vchan.RingViolationException if the guest wrote what cannot be: that ends it
     */
    Progress work() throws IOException;

    /** It is no longer published: gives back what is not needed for what is left to work off. */
    void withdraw() throws IOException;

    /**
     * Its domain is no more, and what is left cannot be worked off yet: gives everything back all the same that would keep
     * the domain as a zombie.
     */
    default void outlive() throws IOException {}

    /** Gives everything back. What is not handled stays with the guest, as far as the door can keep it. */
    void close() throws IOException;
}
