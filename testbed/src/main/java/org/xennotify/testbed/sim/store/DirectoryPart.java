package org.xennotify.testbed.sim.store;

import java.util.Arrays;

/** Cuts a list of names so that each part fits a reply, as xenstored's send_directory_part does. */
final class DirectoryPart {
    private static final int MAX_PAYLOAD = 4096;

    private DirectoryPart() {}

    /** The generation, the names from an offset on as far as there is room, and an empty string after the last name. */
    static byte[] of(long generation, byte[] names, int offset) {
        byte[] head = StoreSession.string(Long.toString(generation));
        if (offset < 0 || offset >= names.length) {
            return Arrays.copyOf(head, head.length + 1);
        }
        int room = MAX_PAYLOAD - head.length - 1;
        int end = offset;
        int next = endOfName(names, end);
        while (next - offset <= room) {
            end = next;
            if (end == names.length) {
                break;
            }
            next = endOfName(names, end);
        }
        byte[] part = Arrays.copyOf(head, head.length + end - offset + (end == names.length ? 1 : 0));
        System.arraycopy(names, offset, part, head.length, end - offset);
        return part;
    }

    private static int endOfName(byte[] names, int from) {
        int end = from;
        while (names[end] != 0) {
            end++;
        }
        return end + 1;
    }
}
