package org.xennotify.listener.session;

/** How a door stands after a turn. */
enum Progress {
    /** Nothing is left until it is signalled. */
    IDLE,
    /** There is more, for the next turn. */
    MORE,
    /** A handler runs, or there is no room for a reply: it is signalled when it can go on. */
    PARKED,
    /** An event cannot be passed on now: try again later. */
    HELD,
    /** The other end is gone and nothing is left. */
    OVER
}
