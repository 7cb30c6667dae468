package org.xennotify.listener.session;

/** What one guest's rings have come to so far, for tables: written in the session's turns, read by anybody. */
@SuppressWarnings("NonAtomicVolatileUpdate") // one turn at a time; others only read
final class Tally {
    private volatile int backlog;
    private volatile long gaps;
    private volatile long droppedReplies;

    void backlog(int bytes) {
        backlog = bytes;
    }

    void gap() {
        gaps++;
    }

    void droppedReply() {
        droppedReplies++;
    }

    /** Bytes in the ring that were not acknowledged, as of the last turn. */
    int backlog() {
        return backlog;
    }

    long gaps() {
        return gaps;
    }

    long droppedReplies() {
        return droppedReplies;
    }
}
