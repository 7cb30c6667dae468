package org.xennotify.listener.sink;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.lifecycle.Reason;

/**
 * A file that is appended to. When the disk is full, guests are held back until there is room again. A file that has
 * reached its size is put aside as {@code NAME.1}, the one before as {@code NAME.2}, and so on. Thread-safe.
 */
public final class FileOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(FileOutput.class);

    private final Path path;
    private final long size;
    private final int keep;
    private @Nullable FileOutputStream file;
    private long end;
    private boolean failing;

    private FileOutput(Path path, long size, int keep) {
        this.path = path;
        this.size = size;
        this.keep = keep;
    }

    /** Opens a file that grows without end, and makes it if it is not there; nobody else may write to it. */
    public static FileOutput open(Path path) throws IOException {
        return open(path, Long.MAX_VALUE, 0);
    }

    /** Opens such a file that is put aside before it has more than {@code size} bytes; {@code keep} of them are kept. */
    public static FileOutput open(Path path, long size, int keep) throws IOException {
        FileOutput output = new FileOutput(path, size, keep);
        output.file();
        return output;
    }

    private FileOutputStream file() throws IOException {
        if (file == null) {
            if (Files.isRegularFile(path)) {
                TornLine.cutOff(path);
            }
            file = new FileOutputStream(path.toFile(), true);
            end = file.getChannel().size();
        }
        return file;
    }

    @Override
    public synchronized boolean write(JsonBytes lines) {
        try {
            FileOutputStream to = file();
            if (end > 0 && end + lines.length() > size) {
                to = next();
            }
            lines.writeTo(to);
        } catch (IOException e) {
            takeBack();
            failed(e);
            return false;
        }
        end += lines.length();
        recovered();
        return true;
    }

    /** A crash on the way leaves a number out, and nothing is lost. */
    private FileOutputStream next() throws IOException {
        close();
        for (int number = keep; number > 0; number--) {
            Path older = aside(number - 1);
            if (Files.exists(older)) {
                Files.move(older, aside(number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return file();
    }

    private Path aside(int number) {
        return number == 0 ? path : path.resolveSibling(path.getFileName() + "." + number);
    }

    /** Half a line would be read as a broken event. */
    private void takeBack() {
        try {
            if (file != null) {
                file.getChannel().truncate(end);
            }
        } catch (IOException alreadyFailing) {
            // Told with the failure that led here.
        }
    }

    private void failed(IOException e) {
        if (!failing) {
            LOG.warn("cannot write to {} ({}): guests wait until that works again", path, Reason.alone(e));
        }
        failing = true;
    }

    private void recovered() {
        if (failing) {
            LOG.info("writing to {} again", path);
        }
        failing = false;
    }

    /** Lets go of the file, which may then be moved away; another write opens it again. */
    @Override
    public synchronized void close() throws IOException {
        FileOutputStream open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }
}
