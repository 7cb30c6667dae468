package org.xennotify.agent.memory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.xennotify.device.EventChannels;
import org.xennotify.device.StaleChannelException;

/** Event channels that remember what was done with them. */
public final class MemoryChannels implements EventChannels {
    private final int port;
    private final List<String> calls = new ArrayList<>();

    MemoryChannels(int port) {
        this.port = port;
    }

    /** What was done, in order: {@code allocate 0}, {@code notify 7}, {@code abandon}, {@code close}. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
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
    public void notify(int raised) throws IOException {
        call("notify " + raised);
    }

    @Override
    public void unbind(int unbound) throws IOException {
        call("unbind " + unbound);
    }

    @Override
    public int await(int[] ports) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unmask(int masked) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized void abandon() {
        calls.add("abandon");
    }

    @Override
    public synchronized void close() {
        calls.add("close");
    }
}
