package org.xennotify.agent.intake;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Finds lines in a stream of bytes; knows nothing of where they come from. Holds at most one line and one read. */
final class LineBuffer {

    /** What the bytes so far amount to. */
    sealed interface Next {}

    /** No whole line yet. */
    record Incomplete() implements Next {}

    /** A line without its newline. */
    @SuppressWarnings("ArrayRecordComponent") // made once, passed on, never compared
    record Line(byte[] bytes) implements Next {}

    /** A line was too long; it is told once and skipped to its end. */
    record Overlong() implements Next {}

    private static final Incomplete INCOMPLETE = new Incomplete();
    private static final Overlong OVERLONG = new Overlong();
    private static final byte[] EMPTY = {};

    private final int longest;
    private byte[] bytes = EMPTY;
    private int start;
    private int end;
    private int searched;
    private boolean skipping;

    LineBuffer(int longest) {
        this.longest = longest;
    }

    /** Bytes that are held. */
    int length() {
        return end - start;
    }

    void append(ByteBuffer more) {
        int length = end - start;
        int needed = length + more.remaining();
        if (end + more.remaining() > bytes.length) {
            byte[] target = needed > bytes.length ? new byte[Math.max(needed, 2 * length)] : bytes;
            System.arraycopy(bytes, start, target, 0, length);
            bytes = target;
            searched -= start;
            start = 0;
            end = length;
        }
        int count = more.remaining();
        more.get(bytes, end, count);
        end += count;
    }

    /** The next line, if there is one. */
    Next next() {
        int newline = indexOfNewline();
        if (newline >= 0) {
            return upTo(newline, newline + 1);
        }
        if (skipping) {
            clear();
        } else if (end - start > longest) {
            skipping = true;
            clear();
            return OVERLONG;
        }
        return INCOMPLETE;
    }

    /** What is left when no more will come: a last line that was not ended. */
    Next last() {
        return end > start ? upTo(end, end) : INCOMPLETE;
    }

    private Next upTo(int lineEnd, int nextStart) {
        boolean tooLong = lineEnd - start > longest;
        byte[] line = skipping || tooLong ? EMPTY : Arrays.copyOfRange(bytes, start, lineEnd);
        boolean skipped = skipping;
        start = nextStart;
        searched = nextStart;
        skipping = false;
        if (start == end) {
            clear();
        }
        if (skipped) {
            return next();
        }
        return tooLong ? OVERLONG : new Line(line);
    }

    private int indexOfNewline() {
        while (searched < end) {
            if (bytes[searched] == '\n') {
                return searched;
            }
            searched++;
        }
        return -1;
    }

    /** Idle connections hold no memory. */
    private void clear() {
        bytes = EMPTY;
        start = 0;
        end = 0;
        searched = 0;
    }
}
