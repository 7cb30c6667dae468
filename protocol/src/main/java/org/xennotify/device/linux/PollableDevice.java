package org.xennotify.device.linux;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.xennotify.device.UnavailableException;

/**
 * An open device file whose blocked reader can be woken. Neither a close nor an interrupt wakes a thread in the
 * device's own {@code read}, so the reader polls the device together with an eventfd.
 */
final class PollableDevice implements AutoCloseable {
    private static final int POLLFD = 8;
    private static final int POLLFD_EVENTS = 4;
    private static final int POLLFD_REVENTS = 6;

    private final String name;
    private final int descriptor;
    private final int wakeup;
    private final NativeMemory polled = new NativeMemory(2 * POLLFD);
    private final NativeMemory one = new NativeMemory(Long.BYTES);
    private final ReentrantLock reading = new ReentrantLock();
    private volatile boolean ended;
    private boolean closed;

    private PollableDevice(String name, int descriptor, int wakeup) {
        this.name = name;
        this.descriptor = descriptor;
        this.wakeup = wakeup;
        describe(0, descriptor);
        describe(POLLFD, wakeup);
    }

    private void describe(int offset, int polledDescriptor) {
        polled.bytes().putInt(offset, polledDescriptor);
        polled.bytes().putShort(offset + POLLFD_EVENTS, LibC.POLLIN);
    }

    static PollableDevice open(Path path) throws UnavailableException {
        return of(path.toString(), LibC.openDevice(path, LibC.O_NONBLOCK));
    }

    /** Takes charge of a descriptor that does not block; {@code name} is for messages. */
    static PollableDevice of(String name, int descriptor) {
        return new PollableDevice(name, descriptor, LibC.eventfd(0, LibC.EFD_CLOEXEC));
    }

    int descriptor() {
        return descriptor;
    }

    boolean ended() {
        return ended;
    }

    /**
     * Reads what is there, waiting for it if need be.
     *
     * @return the number of bytes, or -1 once {@link #end} was called
     */
    long read(NativeMemory into, long length) throws IOException {
        return await("read ", () -> LibC.read(descriptor, into.address(), length));
    }

    /** The same for a socket's next datagram that is not empty. */
    long receive(DatagramMessage message) throws IOException {
        return await("receive from ", () -> LibC.recvmsg(descriptor, message.prepare(), 0));
    }

    private long await(String operation, LongSupplier call) throws IOException {
        reading.lock();
        try {
            while (!ended) {
                awaitReadable();
                long count = ended ? -1 : attempt(operation, call);
                if (count > 0) {
                    return count;
                }
            }
            return -1;
        } finally {
            reading.unlock();
        }
    }

    private void awaitReadable() throws IOException {
        try {
            LibC.poll(polled.address(), 2, -1);
        } catch (LastErrorException e) {
            if (e.getErrorCode() != LibC.EINTR) {
                throw LibC.failed("poll " + name, e);
            }
        }
        if ((polled.bytes().getShort(POLLFD_REVENTS) & (LibC.POLLERR | LibC.POLLIN)) == LibC.POLLERR) {
            throw new IOException("poll " + name + ": the device reports an error");
        }
    }

    private long attempt(String operation, LongSupplier call) throws IOException {
        try {
            return call.getAsLong();
        } catch (LastErrorException e) {
            if (e.getErrorCode() == LibC.EAGAIN || e.getErrorCode() == LibC.EINTR) {
                return 0;
            }
            throw LibC.failed(operation + name, e);
        }
    }

    /** Makes every reader return for good; the device stays open. */
    synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        one.bytes().putLong(0, 1);
        LibC.write(wakeup, one.address(), Long.BYTES);
    }

    /** Ends all reading, then closes the device; once, since its number may soon be another's. */
    @Override
    public void close() {
        end();
        reading.lock();
        try {
            if (!closed) {
                closed = true;
                LibC.close(descriptor);
                LibC.close(wakeup);
            }
        } finally {
            reading.unlock();
        }
    }
}
