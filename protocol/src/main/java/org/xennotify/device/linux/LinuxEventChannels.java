package org.xennotify.device.linux;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.Path;
import org.xennotify.device.EventChannels;
import org.xennotify.device.StaleChannelException;
import org.xennotify.device.UnavailableException;

/** {@code /dev/xen/evtchn}; numbers from Linux's include/uapi/xen/evtchn.h. */
final class LinuxEventChannels implements EventChannels {
    private static final long BIND_INTERDOMAIN = 0x00084501;
    private static final long BIND_UNBOUND_PORT = 0x00044502;
    private static final long UNBIND = 0x00044503;
    private static final long NOTIFY = 0x00044504;

    private enum State {
        OPEN,
        CLOSED,
        ABANDONED
    }

    private final PollableDevice device;
    private final NativeMemory argument = new NativeMemory(2 * Integer.BYTES);
    private final NativeMemory raised = new NativeMemory(BATCH * Integer.BYTES);
    private final NativeMemory unmasked = new NativeMemory(Integer.BYTES);
    private State state = State.OPEN;

    private LinuxEventChannels(PollableDevice device) {
        this.device = device;
    }

    static LinuxEventChannels open(Path path) throws UnavailableException {
        return new LinuxEventChannels(PollableDevice.open(path));
    }

    @Override
    public int allocateUnbound(int remoteDomain) throws IOException {
        return call(BIND_UNBOUND_PORT, remoteDomain, 0, "allocate a port for domain " + remoteDomain);
    }

    @Override
    public int bindInterdomain(int remoteDomain, int remotePort) throws IOException {
        return call(
                BIND_INTERDOMAIN, remoteDomain, remotePort, "bind port " + remotePort + " of domain " + remoteDomain);
    }

    @Override
    public void notify(int port) throws IOException {
        call(NOTIFY, port, 0, "notify port");
    }

    @Override
    public void unbind(int port) throws IOException {
        call(UNBIND, port, 0, "unbind port");
    }

    private synchronized int call(long request, int first, int second, String operation) throws IOException {
        checkOpen(operation);
        argument.bytes().putInt(0, first);
        argument.bytes().putInt(Integer.BYTES, second);
        try {
            return LibC.ioctl(device.descriptor(), request, argument.address());
        } catch (LastErrorException e) {
            throw LibC.failed(operation, e);
        }
    }

    private void checkOpen(String operation) throws IOException {
        switch (state) {
            case ABANDONED -> throw new StaleChannelException(operation);
            case CLOSED -> throw new IOException(operation + ": the event channels are closed");
            case OPEN -> {}
        }
    }

    @Override
    public int await(int[] ports) throws IOException {
        long bytes = device.read(raised, (long) Math.min(ports.length, BATCH) * Integer.BYTES);
        int count = (int) Math.max(bytes, 0) / Integer.BYTES;
        for (int i = 0; i < count; i++) {
            ports[i] = raised.bytes().getInt(i * Integer.BYTES);
        }
        return count;
    }

    @Override
    public synchronized void unmask(int port) throws IOException {
        checkOpen("unmask port");
        unmasked.bytes().putInt(0, port);
        try {
            LibC.write(device.descriptor(), unmasked.address(), Integer.BYTES);
        } catch (LastErrorException e) {
            throw LibC.failed("unmask port", e);
        }
    }

    @Override
    public synchronized void abandon() {
        if (state == State.OPEN) {
            state = State.ABANDONED;
            device.end();
        }
    }

    @Override
    public synchronized void close() {
        if (state == State.OPEN) {
            state = State.CLOSED;
            device.close();
        }
    }
}
