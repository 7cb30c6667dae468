package org.xennotify.lifecycle;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A command's standard output, which can say why it took no more; a {@link PrintStream} alone only knows that it did. */
public final class Printout extends PrintStream {
    private final Remembering target;

    public Printout(OutputStream out, Charset charset) {
        this(new Remembering(out), charset);
    }

    private Printout(Remembering target, Charset charset) {
        super(target, true, charset);
        this.target = target;
    }

    /** That of this process, in place of {@link System#out}. */
    public static Printout ofProcess() {
        return new Printout(new FileOutputStream(FileDescriptor.out), Charset.defaultCharset());
    }

    /**
     * For a command's end.
     *
     * @throws IOException if not all that was printed was taken; not if the reader wanted no more, as {@code head}
     */
    public void check() throws IOException {
        flush();
        IOException failure = target.failure;
        if (failure != null && !isReaderGone(failure)) {
            throw new IOException("standard output cannot be written (" + Reason.of(failure) + ").", failure);
        }
    }

    private static boolean isReaderGone(IOException failure) {
        return Reason.of(failure).toLowerCase(Locale.ROOT).contains("pipe"); // EPIPE, in most languages
    }

    private static final class Remembering extends FilterOutputStream {
        private volatile @Nullable IOException failure;

        Remembering(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
