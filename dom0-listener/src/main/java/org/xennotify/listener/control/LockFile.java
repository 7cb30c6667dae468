package org.xennotify.listener.control;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.xennotify.lifecycle.Reason;

/** Decides who is the one listener of this host. The lock goes with the process, however it ends; the file stays. */
public final class LockFile implements AutoCloseable {
    private static final String NAME = "listen.lock";
    private static final int LONGEST_PID = 20;

    private final FileChannel file;

    private LockFile(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes the lock and leaves our process id in the file.
     *
     * @throws IOException with a sentence that says who has it, or why it cannot be had
     */
    public static LockFile acquire(Path directory) throws IOException {
        FileChannel file = open(directory);
        try {
            if (!isOurs(file)) {
                throw new IOException("another listener runs on this host, process " + holder(file)
                        + ": stop it first, or look at it with xen-listen guests.");
            }
            write(file, ProcessHandle.current().pid() + "\n");
            return new LockFile(file);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** The process id of the listener that runs; empty if none does. */
    public static String holder(Path directory) throws IOException {
        if (!Files.exists(directory.resolve(NAME))) {
            return "";
        }
        try (FileChannel file = open(directory)) {
            return isOurs(file) ? "" : holder(file);
        }
    }

    private static FileChannel open(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
            return FileChannel.open(
                    directory.resolve(NAME),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(
                    "cannot make a lock file in " + directory + " (" + Reason.alone(e) + "): run this as root.", e);
        }
    }

    private static boolean isOurs(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    private static String holder(FileChannel file) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(LONGEST_PID);
        file.read(pid, 0);
        return new String(pid.array(), 0, pid.position(), US_ASCII).strip();
    }

    private static void write(FileChannel file, String text) throws IOException {
        file.truncate(0);
        file.write(ByteBuffer.wrap(text.getBytes(US_ASCII)), 0);
    }

    @Override
    public void close() throws IOException {
        file.truncate(0);
        file.close();
    }
}
