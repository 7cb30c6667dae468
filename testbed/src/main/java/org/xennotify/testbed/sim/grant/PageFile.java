package org.xennotify.testbed.sim.grant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.xennotify.device.SharedPages;

/** The memory of one grant. It is never made shorter, since that would kill whoever has it mapped. */
record PageFile(Path path) {

    /** Makes it, with zeroed pages; writes them, so that a full disk is found out now. */
    static PageFile create(Path path, int pages) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer zeroes = ByteBuffer.allocate(pages * SharedPages.PAGE);
            while (zeroes.hasRemaining()) {
                channel.write(zeroes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PageFile(path);
    }

    /** Sets one byte to 0, which whoever has it mapped sees. */
    void clear(int offset) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes it; whoever has it mapped keeps the memory. */
    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
