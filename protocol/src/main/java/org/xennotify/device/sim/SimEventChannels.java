package org.xennotify.device.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.EventChannels;
import org.xennotify.device.StaleChannelException;
import org.xennotify.device.SystemCallException;
import org.xennotify.device.UnixConnection;
import org.xennotify.device.sim.PortMessage.Allocate;
import org.xennotify.device.sim.PortMessage.Bind;
import org.xennotify.device.sim.PortMessage.Done;
import org.xennotify.device.sim.PortMessage.EndHolder;
import org.xennotify.device.sim.PortMessage.Hold;
import org.xennotify.device.sim.PortMessage.Notify;
import org.xennotify.device.sim.PortMessage.Raised;
import org.xennotify.device.sim.PortMessage.Refused;
import org.xennotify.device.sim.PortMessage.Unbind;
import org.xennotify.device.sim.PortMessage.Unmask;
import org.xennotify.lifecycle.Threads;

/** Event channels of a simulated host: one connection stands for one open {@code /dev/xen/evtchn}. */
final class SimEventChannels implements EventChannels {
    private static final long CLOSE_MILLIS = 2000;

    private enum State {
        OPEN,
        CLOSED,
        ABANDONED,
        LOST
    }

    private final UnixConnection connection;
    private final Thread reader;
    private final Object calling = new Object();
    private final ReentrantLock arriving = new ReentrantLock();
    private final Condition arrived = arriving.newCondition();
    private final Queue<Integer> raised = new ArrayDeque<>();
    private @Nullable PortMessage answer;
    private volatile State state = State.OPEN;
    private OptionalLong heldAs = OptionalLong.empty();

    private SimEventChannels(UnixConnection connection) {
        this.connection = connection;
        this.reader = Threads.start("sim-event-channels", this::read);
    }

    static SimEventChannels connect(Path socket) throws IOException {
        return new SimEventChannels(UnixConnection.connect(socket));
    }

    /** Has a holder keep the ports open after this process's end. */
    void hold(long mark) throws IOException {
        call(new Hold(mark), "hold event channels");
        heldAs = OptionalLong.of(mark);
    }

    /** Ends a holder, perhaps another set's. */
    void endHolder(long mark) throws IOException {
        call(new EndHolder(mark), "end a holder");
    }

    private void read() {
        ByteBuffer frame = ByteBuffer.allocate(PortMessage.FRAME);
        try {
            while (connection.read(frame) >= 0) {
                if (!frame.hasRemaining()) {
                    arrive(PortMessage.decode(frame.flip()));
                    frame.clear();
                }
            }
        } catch (IOException ended) {
            // Told below.
        }
        end(State.LOST);
    }

    private void arrive(PortMessage message) {
        arriving.lock();
        try {
            if (message instanceof Raised event) {
                raised.add(event.port());
            } else {
                answer = message;
            }
            arrived.signalAll();
        } finally {
            arriving.unlock();
        }
    }

    private void end(State how) {
        arriving.lock();
        try {
            state = state == State.OPEN ? how : state;
            arrived.signalAll();
        } finally {
            arriving.unlock();
        }
    }

    @Override
    public int allocateUnbound(int remoteDomain) throws IOException {
        return call(new Allocate(remoteDomain), "allocate a port for domain " + remoteDomain);
    }

    @Override
    public int bindInterdomain(int remoteDomain, int remotePort) throws IOException {
        return call(new Bind(remoteDomain, remotePort), "bind port " + remotePort + " of domain " + remoteDomain);
    }

    @Override
    public void notify(int port) throws IOException {
        call(new Notify(port), "notify port " + port);
    }

    @Override
    public void unbind(int port) throws IOException {
        call(new Unbind(port), "unbind port " + port);
    }

    @Override
    public void unmask(int port) throws IOException {
        synchronized (calling) {
            ask(new Unmask(port), "unmask port " + port);
        }
    }

    private int call(PortMessage request, String operation) throws IOException {
        synchronized (calling) {
            ask(request, operation);
            PortMessage reply = awaitAnswer(operation);
            if (reply instanceof Refused refused) {
                throw new SystemCallException(operation, refused.error().name());
            }
            return reply instanceof Done done ? done.value() : 0;
        }
    }

    private void ask(PortMessage request, String operation) throws IOException {
        checkOpen(operation);
        send(request);
    }

    private void checkOpen(String operation) throws IOException {
        switch (state) {
            case ABANDONED -> throw new StaleChannelException(operation);
            case CLOSED -> throw new IOException(operation + ": the event channels are closed");
            case LOST -> throw new IOException(operation + ": the simulated domain has ended");
            case OPEN -> {}
        }
    }

    private void send(PortMessage message) throws IOException {
        connection.write(message.encode());
    }

    private PortMessage awaitAnswer(String operation) throws IOException {
        arriving.lock();
        try {
            while (answer == null) {
                checkOpen(operation);
                arrived.awaitUninterruptibly();
            }
            PortMessage reply = answer;
            answer = null;
            return reply;
        } finally {
            arriving.unlock();
        }
    }

    @Override
    public int await(int[] ports) throws IOException {
        arriving.lock();
        try {
            while (raised.isEmpty() && state == State.OPEN) {
                arrived.awaitUninterruptibly();
            }
            if (state == State.LOST) {
                checkOpen("wait for event channels");
            }
            int count = 0;
            while (state == State.OPEN && count < Math.min(ports.length, BATCH) && !raised.isEmpty()) {
                ports[count++] = raised.remove();
            }
            return count;
        } finally {
            arriving.unlock();
        }
    }

    /** Like the real one, keeps its copy where that is the last. */
    @Override
    public void abandon() {
        end(State.ABANDONED);
        if (state == State.ABANDONED && heldAs.isPresent()) {
            disconnect();
        }
    }

    private void disconnect() {
        try {
            connection.close();
        } catch (IOException nothingLeftToDo) {
            // It is gone either way.
        }
    }

    /** Like the real one, returns when the ports are closed, unless the domain is paused. */
    @Override
    public void close() throws IOException {
        end(State.CLOSED);
        if (state == State.ABANDONED) {
            return;
        }
        if (state == State.CLOSED && connection.isOpen()) {
            endOwnHolder();
            connection.shutdownOutput();
            try {
                reader.join(CLOSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        disconnect();
    }

    private void endOwnHolder() throws IOException {
        synchronized (calling) {
            if (heldAs.isPresent()) {
                send(new EndHolder(heldAs.getAsLong()));
            }
        }
    }
}
