package org.xennotify.listener.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The half of a line that a listener leaves behind which is killed while it writes; the event is still with its guest. */
public final class TornLine {
    private static final int BLOCK = 64 * 1024;

    private TornLine() {}

    /** Takes such a half away from the end of a file; anything else that may be there stays. */
    static void cutOff(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long start = startOfLastLine(file);
            if (start < file.size() && isOurs(file, start)) {
                file.truncate(start);
            }
        }
    }

    /** Takes away whatever follows the last newline, of a file in which nobody else writes. */
    public static void cutOffAny(FileChannel file) throws IOException {
        long start = startOfLastLine(file);
        if (start < file.size()) {
            file.truncate(start);
        }
    }

    /** The index behind the last newline. */
    private static long startOfLastLine(FileChannel file) throws IOException {
        long end = file.size();
        while (end > 0) {
            long from = Math.max(0, end - BLOCK);
            ByteBuffer block = read(file, from, (int) (end - from));
            for (int i = block.limit() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            end = from;
        }
        return 0;
    }

    private static boolean isOurs(FileChannel file, long start) throws IOException {
        ByteBuffer head = read(file, start, (int) Math.min(OriginText.BEGIN.length(), file.size() - start));
        for (int i = 0; i < head.limit(); i++) {
            if (head.get(i) != OriginText.BEGIN.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer read(FileChannel file, long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {}
        return bytes.flip();
    }
}
