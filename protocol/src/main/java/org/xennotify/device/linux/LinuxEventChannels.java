package org.xennotify.device.linux;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.EventChannels;
import org.xennotify.device.HeldChannels;
import org.xennotify.device.StaleChannelException;
import org.xennotify.device.UnavailableException;

/**
 * {@code /dev/xen/evtchn}; numbers from Linux's include/uapi/xen/evtchn.h.
 *
 * <p>A reader blocks in the device's own {@code read}, since a poll before it would be one system call more in every
 * round trip. Neither close nor interrupt ends such a read; an event does: a channel from this domain to itself, made
 * with the first {@link #await}.
 */
final class LinuxEventChannels implements EventChannels {
    private static final long BIND_INTERDOMAIN = 0x00084501;
    private static final long BIND_UNBOUND_PORT = 0x00044502;
    private static final long UNBIND = 0x00044503;
    private static final long NOTIFY = 0x00044504;

    // xen/include/public/xen.h, DOMID_SELF
    private static final int SELF = 0x7ff0;

    private enum State {
        OPEN,
        CLOSED,
        ABANDONED
    }

    private final Path path;
    private final int descriptor;
    private final @Nullable Holder holder;
    private final NativeMemory argument = new NativeMemory(2 * Integer.BYTES);
    private final NativeMemory raised = new NativeMemory(BATCH * Integer.BYTES);
    private final NativeMemory unmasked = new NativeMemory(Integer.BYTES);
    private final ReentrantLock reading = new ReentrantLock();
    private volatile State state = State.OPEN;
    private int wakeUp;
    private int wokenUp;

    private LinuxEventChannels(Path path, int descriptor, @Nullable Holder holder) {
        this.path = path;
        this.descriptor = descriptor;
        this.holder = holder;
    }

    static LinuxEventChannels open(Path path) throws UnavailableException {
        return new LinuxEventChannels(path, LibC.openDevice(path), null);
    }

    /** The holder is there before the first port is. */
    static HeldChannels hold(Path path, String mark) throws UnavailableException {
        int descriptor = LibC.openDevice(path);
        try {
            Holder holder = Holder.start(descriptor, mark);
            return new HeldChannels(new LinuxEventChannels(path, descriptor, holder), "");
        } catch (UnavailableException e) {
            return new HeldChannels(new LinuxEventChannels(path, descriptor, null), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public int allocateUnbound(int remoteDomain) throws IOException {
        return call(BIND_UNBOUND_PORT, remoteDomain, 0, "allocate a port for domain ", remoteDomain);
    }

    @Override
    public int bindInterdomain(int remoteDomain, int remotePort) throws IOException {
        return call(
                BIND_INTERDOMAIN, remoteDomain, remotePort, "bind port " + remotePort + " of domain ", remoteDomain);
    }

    @Override
    public void notify(int port) throws IOException {
        call(NOTIFY, port, 0, "notify port ", port);
    }

    @Override
    public void unbind(int port) throws IOException {
        call(UNBIND, port, 0, "unbind port ", port);
    }

    private synchronized int call(long request, int first, int second, String operation, int object)
            throws IOException {
        checkOpen(operation);
        argument.bytes().putInt(0, first).putInt(Integer.BYTES, second);
        try {
            return LibC.ioctl(descriptor, request, argument.address());
        } catch (LastErrorException e) {
            throw LibC.failed(operation + object, e);
        }
    }

    private void checkOpen(String operation) throws IOException {
        switch (state) {
            case ABANDONED -> throw new StaleChannelException(operation.strip());
            case CLOSED -> throw new IOException(operation.strip() + ": the event channels are closed");
            case OPEN -> {}
        }
    }

    @Override
    public int await(int[] ports) throws IOException {
        reading.lock();
        try {
            prepareWakeUp();
            int count = 0;
            while (count == 0 && state == State.OPEN) {
                count = others(ports, read(Math.min(ports.length, BATCH)));
            }
            return state == State.OPEN ? count : 0;
        } finally {
            reading.unlock();
        }
    }

    private synchronized void prepareWakeUp() throws IOException {
        if (wakeUp == 0 && state == State.OPEN) {
            wakeUp = allocateUnbound(SELF);
            wokenUp = bindInterdomain(SELF, wakeUp);
        }
    }

    private int read(int most) throws IOException {
        try {
            return (int) LibC.read(descriptor, raised.address(), (long) most * Integer.BYTES) / Integer.BYTES;
        } catch (LastErrorException e) {
            if (e.getErrorCode() == LibC.EINTR) {
                return 0;
            }
            throw LibC.failed("read " + path, e);
        }
    }

    /** Takes what was raised, but the port that only wakes up. */
    private int others(int[] ports, int count) throws IOException {
        int others = 0;
        for (int i = 0; i < count; i++) {
            int port = raised.bytes().getInt(i * Integer.BYTES);
            if (port == wokenUp) {
                unmaskIfOpen(port);
            } else {
                ports[others++] = port;
            }
        }
        return others;
    }

    private synchronized void unmaskIfOpen(int port) throws IOException {
        if (state == State.OPEN) {
            unmask(port);
        }
    }

    @Override
    public synchronized void unmask(int port) throws IOException {
        checkOpen("unmask port");
        unmasked.bytes().putInt(0, port);
        try {
            LibC.write(descriptor, unmasked.address(), Integer.BYTES);
        } catch (LastErrorException e) {
            throw LibC.failed("unmask port", e);
        }
    }

    /**
     * A reader that is blocked stays so: to wake it would be to touch a stale port. Its thread is a daemon. So the
     * descriptor is not closed either, though it could be where there is a holder.
     */
    @Override
    public synchronized void abandon() {
        if (state == State.OPEN) {
            state = State.ABANDONED;
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            if (wakeUp != 0) {
                notify(wakeUp);
            }
            state = State.CLOSED;
        }
        reading.lock();
        try {
            LibC.close(descriptor);
        } catch (LastErrorException e) {
            throw LibC.failed("close " + path, e);
        } finally {
            reading.unlock();
        }
        if (holder != null) {
            holder.end();
        }
    }
}
