package org.xennotify.listener.sink;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that is appended to. When the disk is full, guests are held back until there is room again. */
public final class FileOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(FileOutput.class);

    private static final long UNKNOWN = -1;

    private final Path path;
    private final FileOutputStream file;
    private long end = UNKNOWN;
    private boolean failing;

    private FileOutput(Path path, FileOutputStream file) {
        this.path = path;
        this.file = file;
    }

    /** Opens the file and makes it if it is not there; nobody else may write to it. */
    public static FileOutput open(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            TornLine.cutOff(path);
        }
        return new FileOutput(path, new FileOutputStream(path.toFile(), true));
    }

    @Override
    public boolean write(JsonBytes lines) {
        try {
            if (end == UNKNOWN) {
                end = file.getChannel().size();
            }
            lines.writeTo(file);
        } catch (IOException e) {
            takeBack();
            failed(e);
            return false;
        }
        end += lines.length();
        recovered();
        return true;
    }

    /** Half a line would be read as a broken event. */
    private void takeBack() {
        try {
            if (end != UNKNOWN) {
                file.getChannel().truncate(end);
            }
        } catch (IOException alreadyFailing) {
            // Told with the failure that led here.
        }
    }

    private void failed(IOException e) {
        if (!failing) {
            LOG.warn("cannot write to {} ({}): guests wait until that works again", path, e.getMessage());
        }
        failing = true;
    }

    private void recovered() {
        if (failing) {
            LOG.info("writing to {} again", path);
        }
        failing = false;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
