package org.xennotify.testbed.sim.store;

import java.time.Duration;
import org.xennotify.xenstore.MessageType;

/** What a test has done to requests before the daemon sees them. Called on the host's thread. */
public interface Interference {

    /** Lets everything through. */
    Interference NONE = (domid, type, path) -> new Pass();

    /** What becomes of a request from a domain; {@code path} is its first string, mostly a path. */
    Verdict on(int domid, MessageType type, String path);

    /** What becomes of a request. */
    sealed interface Verdict {}

    /** It is carried out. */
    record Pass() implements Verdict {}

    /** It is answered with an error of this name instead. */
    record Refuse(String error) implements Verdict {}

    /** It is carried out later, and nothing else comes or goes on its connection until then. */
    record Delay(Duration time) implements Verdict {}

    /** It is not carried out, and its connection is cut. */
    record Drop() implements Verdict {}
}
