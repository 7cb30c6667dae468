package org.xennotify.listener.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A stream that keeps what was written, and breaks when it is told to. */
public final class Lines extends OutputStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private boolean broken;

    public synchronized void breakNow() {
        broken = true;
    }

    public synchronized List<String> all() {
        return written.toString(UTF_8).lines().toList();
    }

    @Override
    public synchronized void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        if (broken) {
            throw new IOException("Broken pipe");
        }
        written.write(bytes, from, length);
    }
}
