package org.xennotify.lifecycle;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A command's standard output, which can say why it took no more; a {@link PrintStream} alone only knows that it did. */
public final class Printout {
    private final Remembering target;
    private final PrintStream stream;

    Printout(OutputStream out) {
        target = new Remembering(out);
        stream = new PrintStream(target, true, Charset.defaultCharset());
    }

    /** That of this process, in place of {@link System#out}. */
    public static Printout ofProcess() {
        return new Printout(new FileOutputStream(FileDescriptor.out));
    }

    /** Where to print. */
    public PrintStream stream() {
        return stream;
    }

    /**
     * What is true at a command's end.
     *
     * @return a sentence if not all that was printed was taken; empty also if the reader wanted no more, as {@code head}
     */
    public Optional<String> failure() {
        stream.flush();
        IOException failure = target.failure;
        return failure == null || isReaderGone(failure)
                ? Optional.empty()
                : Optional.of("standard output cannot be written (" + Reason.of(failure) + ").");
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
