package org.xennotify.device.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.xennotify.device.SharedPages;
import org.xennotify.device.SystemCallException;
import org.xennotify.device.UnixConnection;
import org.xennotify.device.sim.GrantMessage.OnRelease;
import org.xennotify.device.sim.GrantMessage.Refused;
import org.xennotify.device.sim.GrantMessage.Release;

/** One connection to a simulated host's grant table: stands for one open {@code /dev/xen/gntalloc} or {@code gntdev}. */
final class SimGrants implements AutoCloseable {
    private final UnixConnection connection;
    private final Path files;
    private final ByteBuffer received = ByteBuffer.allocate(GrantMessage.MAX_FRAME);

    private SimGrants(UnixConnection connection, Path files) {
        this.connection = connection;
        this.files = files;
    }

    static SimGrants connect(Path socket, Path files) throws IOException {
        return new SimGrants(UnixConnection.connect(socket), files);
    }

    /** Waits for the answer; {@code operation} is for messages. */
    synchronized GrantMessage call(GrantMessage request, String operation) throws IOException {
        connection.write(request.encode());
        received.clear();
        while (!GrantMessage.isWhole(received.duplicate().flip())) {
            if (connection.read(received) < 0) {
                throw new IOException(operation + ": the simulated domain has ended");
            }
        }
        GrantMessage answer = GrantMessage.decode(received.flip());
        if (answer instanceof Refused refused) {
            throw new SystemCallException(operation, refused.error().name());
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }

    /**
     * A view of the pages of one grant. The Java runtime unmaps it when nobody refers to it any more; the simulated host
     * takes it for unmapped when it is released.
     */
    final class View {
        private final int number;
        private final ByteBuffer memory;

        /** {@code number} is that of the grant or mapping, {@code file} that of the grant. */
        View(int number, int file, int firstPage, int pages, boolean writable) throws IOException {
            this.number = number;
            try {
                this.memory = map(files.resolve(Integer.toString(file)), firstPage, pages, writable)
                        .order(ByteOrder.LITTLE_ENDIAN);
            } catch (IOException e) {
                release("give pages back that cannot be seen");
                throw e;
            }
        }

        private static ByteBuffer map(Path file, int firstPage, int pages, boolean writable) throws IOException {
            Set<StandardOpenOption> access = writable
                    ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)
                    : Set.of(StandardOpenOption.READ);
            try (FileChannel channel = FileChannel.open(file, access)) {
                MapMode mode = writable ? MapMode.READ_WRITE : MapMode.READ_ONLY;
                return channel.map(mode, (long) firstPage * SharedPages.PAGE, (long) pages * SharedPages.PAGE);
            }
        }

        ByteBuffer memory() {
            return memory;
        }

        void onRelease(int offset, int port) throws IOException {
            call(new OnRelease(number, offset, port), "set what happens when shared pages go");
        }

        void release(String operation) throws IOException {
            call(new Release(number), operation);
        }
    }
}
