package org.xennotify.agent.memory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.xennotify.device.EventChannels;
import org.xennotify.device.StaleChannelException;

/** Event channels that remember what was done with them. */
public final class MemoryChannels implements EventChannels {
    private static final int END = 0;

    private final int port;
    private final List<String> calls = new ArrayList<>();
    private final BlockingQueue<Integer> raised = new LinkedBlockingQueue<>();
    private boolean masked;
    private boolean pending;

    MemoryChannels(int port) {
        this.port = port;
    }

    /** What was done, in order: {@code allocate 0}, {@code notify 7}, {@code abandon}, {@code close}. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Raises the port, as Dom0 does. */
    public synchronized void raise() {
        if (masked) {
            pending = true;
        } else {
            masked = true;
            raised.add(port);
        }
    }

    private synchronized void call(String what) throws IOException {
        if (calls.contains("abandon")) {
            throw new StaleChannelException(what);
        }
        calls.add(what);
    }

    @Override
    public int allocateUnbound(int remoteDomain) throws IOException {
        call("allocate " + remoteDomain);
        return port;
    }

    @Override
    public int bindInterdomain(int remoteDomain, int remotePort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void notify(int notified) throws IOException {
        call("notify " + notified);
    }

    @Override
    public void unbind(int unbound) throws IOException {
        call("unbind " + unbound);
    }

    @Override
    public int await(int[] ports) {
        try {
            ports[0] = raised.take();
            return ports[0] == END ? 0 : 1;
        } catch (InterruptedException e) {
            return 0;
        }
    }

    @Override
    public synchronized void unmask(int unmasked) {
        masked = false;
        if (pending) {
            pending = false;
            raise();
        }
    }

    @Override
    public synchronized void abandon() {
        calls.add("abandon");
    }

    @Override
    public synchronized void close() {
        calls.add("close");
        raised.add(END);
    }
}
