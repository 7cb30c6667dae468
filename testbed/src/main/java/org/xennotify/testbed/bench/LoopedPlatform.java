package org.xennotify.testbed.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.xennotify.device.Domain;
import org.xennotify.device.Domains;
import org.xennotify.device.EventChannels;
import org.xennotify.device.GrantExporter;
import org.xennotify.device.GrantMapper;
import org.xennotify.device.HeldChannels;
import org.xennotify.device.HypercallPage;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.Platform;
import org.xennotify.device.StoreTransport;
import org.xennotify.device.UnavailableException;
import org.xennotify.device.UnixDatagrams;

/**
 * Dom0 as it is, but for its domains, which are these: whoever binds a port of one of them is given Dom0's own.
 *
 * @param dom0 where everything else comes from
 * @param guests need not exist
 * @param requests how many XenStore has had
 */
record LoopedPlatform(Platform dom0, List<Domain> guests, LongAdder requests) implements Platform {

    private record LoopedChannels(EventChannels channels) implements EventChannels {
        private static final int DOM0 = 0;

        @Override
        public int allocateUnbound(int remoteDomain) throws IOException {
            return channels.allocateUnbound(remoteDomain);
        }

        @Override
        public int bindInterdomain(int remoteDomain, int remotePort) throws IOException {
            return channels.bindInterdomain(DOM0, remotePort);
        }

        @Override
        public void notify(int port) throws IOException {
            channels.notify(port);
        }

        @Override
        public void unbind(int port) throws IOException {
            channels.unbind(port);
        }

        @Override
        public int await(int[] ports) throws IOException {
            return channels.await(ports);
        }

        @Override
        public void unmask(int port) throws IOException {
            channels.unmask(port);
        }

        @Override
        public void abandon() {
            channels.abandon();
        }

        @Override
        public void close() throws IOException {
            channels.close();
        }
    }

    private record CountedStore(StoreTransport store, LongAdder requests) implements StoreTransport {
        @Override
        public int maxRequest() {
            return store.maxRequest();
        }

        @Override
        public int maxReply() {
            return store.maxReply();
        }

        @Override
        public boolean pipelined() {
            return store.pipelined();
        }

        @Override
        public void send(ByteBuffer message) throws IOException {
            requests.increment();
            store.send(message);
        }

        @Override
        public int receive(ByteBuffer into) throws IOException {
            return store.receive(into);
        }

        @Override
        public void close() {
            store.close();
        }
    }

    private record Guests(List<Domain> list) implements Domains {
        @Override
        public void close() {}
    }

    @Override
    public String name() {
        return dom0.name();
    }

    @Override
    public String description() {
        return dom0.description();
    }

    @Override
    public Path runDirectory() {
        return dom0.runDirectory();
    }

    @Override
    public StoreTransport openStore() throws UnavailableException {
        return new CountedStore(dom0.openStore(), requests);
    }

    @Override
    public EventChannels openEventChannels() throws UnavailableException {
        return new LoopedChannels(dom0.openEventChannels());
    }

    @Override
    public HeldChannels holdEventChannels(String mark) throws UnavailableException {
        return dom0.holdEventChannels(mark);
    }

    @Override
    public void endHolder(String mark) {
        dom0.endHolder(mark);
    }

    @Override
    public GrantExporter openGrantExporter() throws UnavailableException {
        return dom0.openGrantExporter();
    }

    @Override
    public GrantMapper openGrantMapper() throws UnavailableException {
        return dom0.openGrantMapper();
    }

    @Override
    public Domains openDomains() {
        return new Guests(guests);
    }

    @Override
    public Hypervisor openHypervisor() throws UnavailableException {
        throw new UnavailableException("these guests have no virtual CPUs.");
    }

    @Override
    public HypercallPage openHypercallPage(byte[] code) throws UnavailableException {
        return dom0.openHypercallPage(code);
    }

    @Override
    public UnixDatagrams openDatagrams() throws IOException {
        return dom0.openDatagrams();
    }
}
