package org.xennotify.event;

/** What a record is. */
public enum RecordKind {
    /** An event, sent for the first time in its epoch. */
    EVENT(1),
    /** Dom0's answer to one. */
    REPLY(2),
    /** An event that an earlier epoch had accepted, with the epoch and sequence of its first sending. */
    CARRIED_OVER(3);

    private static final RecordKind[] KINDS = values();

    private final byte number;

    RecordKind(int number) {
        this.number = (byte) number;
    }

    byte number() {
        return number;
    }

    static boolean isNumber(int number) {
        return number >= 1 && number <= KINDS.length;
    }

    static RecordKind of(int number) {
        return KINDS[number - 1];
    }
}
