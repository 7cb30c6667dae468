package org.xennotify.testbed.sim.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A socket that is being served; closing it removes it, and leaves its connections alone. */
public record Listening(ServerSocketChannel server, Path socket) implements AutoCloseable {

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
