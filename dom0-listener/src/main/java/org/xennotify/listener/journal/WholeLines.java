package org.xennotify.listener.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The lines of a file, from some place on, that have ended: the last one may be half there, and be written meanwhile. */
final class WholeLines implements AutoCloseable {
    private final InputStream in;
    private byte[] bytes = new byte[1 << 16];
    private int next;
    private int end;
    private long place;

    private WholeLines(InputStream in, long place) {
        this.in = in;
        this.place = place;
    }

    /** Those behind so many bytes. */
    static WholeLines of(Path file, long place) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(file);
        return new WholeLines(Channels.newInputStream(channel.position(place)), place);
    }

    /** Without its newline, and with a replacement for what is no UTF-8; empty if none has ended yet. */
    Optional<String> next() throws IOException {
        int newline = newline(next);
        while (newline < 0) {
            int searched = end - next;
            if (!fill()) {
                return Optional.empty();
            }
            newline = newline(next + searched);
        }
        String line = new String(bytes, next, newline - next, UTF_8);
        place += newline + 1 - next;
        next = newline + 1;
        return Optional.of(line);
    }

    /** Behind the last line that was returned. */
    long place() {
        return place;
    }

    private int newline(int from) {
        for (int at = from; at < end; at++) {
            if (bytes[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    private boolean fill() throws IOException {
        bytes = Arrays.copyOfRange(bytes, next, next + Math.max(bytes.length, (end - next) * 2));
        end -= next;
        next = 0;
        int more = in.read(bytes, end, bytes.length - end);
        end += Math.max(more, 0);
        return more > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
