package org.xennotify.listener.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a journal: {@code 000000000001.jsonl} and so on, the order of their names being that of events. */
final class Segments {
    private static final String NAME = "[0-9]{12}\\.jsonl";
    private static final String FORMAT = "%012d.jsonl";

    private final Path directory;

    Segments(Path directory) {
        this.directory = directory;
    }

    /** Makes the directory if there is none: what guests say is nobody's but its owner's. */
    void prepare() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        if (!Files.isWritable(directory)) {
            throw new FileSystemException(directory.toString(), null, "not writable");
        }
    }

    /** All files, the oldest first. */
    List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(NAME))
                    .sorted()
                    .toList();
        }
    }

    /** The newest file, which is the one to append to. */
    Optional<Path> last() throws IOException {
        List<Path> files = list();
        return files.isEmpty() ? Optional.empty() : Optional.of(files.get(files.size() - 1));
    }

    /** A name for a file behind all that are there. */
    Path next() throws IOException {
        return directory.resolve(FORMAT.formatted(last().map(Segments::number).orElse(0L) + 1));
    }

    private static long number(Path file) {
        return Long.parseLong(file.getFileName().toString().substring(0, 12));
    }

    /** Removes the oldest files until the others have no more than so many bytes. */
    void shrinkTo(long size) throws IOException {
        List<Path> files = list();
        long all = 0;
        for (Path file : files) {
            all += Files.size(file);
        }
        for (Path file : files) {
            if (all <= size) {
                return;
            }
            all -= Files.size(file);
            Files.delete(file);
        }
    }

    /** Has the names outlive a power failure, as the files' bytes do. */
    void sync() throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
