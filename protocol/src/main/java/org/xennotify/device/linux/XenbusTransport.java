package org.xennotify.device.linux;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.xennotify.device.StoreTransport;
import org.xennotify.device.UnavailableException;

/**
 * XenStore through a guest's kernel. The driver keeps one message in one buffer of 4,096 bytes, header included, and
 * can deadlock on a second request that comes before the first is answered.
 */
final class XenbusTransport implements StoreTransport {
    private static final int BUFFER = 4096;
    private static final int MAX_PAYLOAD = 4080;

    private final Path path;
    private final PollableDevice device;
    private final NativeMemory outgoing = new NativeMemory(BUFFER);
    private final NativeMemory incoming = new NativeMemory(BUFFER);

    private XenbusTransport(Path path, PollableDevice device) {
        this.path = path;
        this.device = device;
    }

    static XenbusTransport open(Path path) throws UnavailableException {
        return new XenbusTransport(path, PollableDevice.open(path));
    }

    @Override
    public int maxRequest() {
        return MAX_PAYLOAD;
    }

    @Override
    public int maxReply() {
        return BUFFER;
    }

    @Override
    public boolean pipelined() {
        return false;
    }

    @Override
    public synchronized void send(ByteBuffer message) throws IOException {
        if (device.ended()) {
            throw new IOException("write " + path + ": closed");
        }
        int length = message.remaining();
        outgoing.bytes().clear().put(message);
        try {
            LibC.write(device.descriptor(), outgoing.address(), length);
        } catch (LastErrorException e) {
            throw LibC.failed("write " + path, e);
        }
    }

    @Override
    public int receive(ByteBuffer into) throws IOException {
        int count = (int) device.read(incoming, Math.min(BUFFER, into.remaining()));
        if (count > 0) {
            into.put(incoming.bytes().slice(0, count));
        }
        return count;
    }

    @Override
    public synchronized void close() {
        device.close();
    }
}
