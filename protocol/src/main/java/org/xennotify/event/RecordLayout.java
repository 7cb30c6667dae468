package org.xennotify.event;

/**
 * Where the fields of a record are; records follow each other in a ring without padding.
 *
 * <pre>
 *    0        4    5     6       8          16         24                       24 + type
 *    +--------+----+-----+-------+----------+----------+----------------+------+-------------+
 *    | length |kind|flags| type  | sequence | time     | kind 3: epoch, | type | payload ... |
 *    | u32    |u8  |u8   | u16   | u64      | u64 ns   | sequence 2*u64 |      |             |
 *    +--------+----+-----+-------+----------+----------+----------------+------+-------------+
 * </pre>
 *
 * All numbers are little-endian. The length counts from its own first byte to the end of the payload.
 */
final class RecordLayout {
    static final int LENGTH = 0;
    static final int KIND = 4;
    static final int FLAGS = 5;
    static final int TYPE_LENGTH = 6;
    static final int SEQUENCE = 8;
    static final int TIME = 16;
    static final int HEADER = 24;

    /** Only in a record that is carried over. */
    static final int FIRST_EPOCH = 24;

    static final int FIRST_SEQUENCE = 32;
    static final int CARRIED_HEADER = 40;

    static final int FLAG_WANTS_REPLY = 1;

    private RecordLayout() {}

    static int header(RecordKind kind) {
        return kind == RecordKind.CARRIED_OVER ? CARRIED_HEADER : HEADER;
    }
}
