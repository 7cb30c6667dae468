package org.xennotify.listener.fake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
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

/** Dom0 in memory, with guests that do what a test tells them. */
public final class FakeHost implements Platform {
    private final Path runDirectory;
    private final FakeStore store = new FakeStore();
    private final FakeChannels channels = new FakeChannels();
    private final FakeGrants grants = new FakeGrants();
    private final FakeHypervisor hypervisor = new FakeHypervisor(channels);
    private final Map<Integer, Domain> domains = new ConcurrentSkipListMap<>();

    public FakeHost(Path runDirectory) {
        this.runDirectory = runDirectory;
    }

    public FakeStore store() {
        return store;
    }

    public FakeChannels channels() {
        return channels;
    }

    public FakeGrants grants() {
        return grants;
    }

    public FakeHypervisor hypervisor() {
        return hypervisor;
    }

    public static UUID uuid(int domid) {
        return new UUID(0x1234, domid);
    }

    public static String base(int domid) {
        return "/local/domain/" + domid + "/data/xen-notify";
    }

    public static String inbox(int domid, String id) {
        return base(domid) + "/inbox/" + id;
    }

    public static String outbox(int domid, String id) {
        return base(domid) + "/outbox/" + id;
    }

    public void create(int domid) {
        create(domid, uuid(domid));
    }

    /** The same as a guest that had another domid before, or has it still. */
    public void create(int domid, UUID uuid) {
        String domain = "/local/domain/" + domid;
        store.write(domain + "/domid", "" + domid);
        store.write(domain + "/name", "guest" + domid);
        store.write(domain + "/vm", "/vm/" + uuid);
        store.write(domain + "/data", "");
        domains.put(domid, new Domain(domid, uuid, false));
        store.fire("@introduceDomain");
    }

    /** The domain dies; its tree goes a little later, as it does with a real toolstack. */
    public void kill(int domid) {
        domains.put(domid, new Domain(domid, uuid(domid), true));
        store.fire("@releaseDomain");
    }

    public void destroy(int domid) {
        domains.remove(domid);
        store.remove("/local/domain/" + domid);
        store.fire("@releaseDomain");
    }

    /** An agent allocates a port and publishes it. */
    public void publish(int domid, int port, String epoch) {
        channels.offer(domid, port);
        write(domid, port, epoch);
    }

    /** An agent publishes a port. */
    public void write(int domid, int port, String epoch) {
        store.remove(base(domid) + "/epoch");
        store.write(base(domid) + "/version", "1");
        store.write(base(domid) + "/platform", "test");
        store.write(base(domid) + "/event-channel", "" + port);
        store.write(base(domid) + "/epoch", epoch);
    }

    /** An agent publishes a ring. */
    public void publish(int domid, int port, String epoch, GuestRing ring) {
        store.remove(base(domid) + "/epoch");
        store.write(base(domid) + "/ring-ref", "" + ring.reference());
        write(domid, port, epoch);
    }

    public void unpublish(int domid) {
        List.of("epoch", "version", "platform", "event-channel", "ring-ref")
                .forEach(node -> store.remove(base(domid) + "/" + node));
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public String description() {
        return "fake";
    }

    @Override
    public Path runDirectory() {
        return runDirectory;
    }

    @Override
    public StoreTransport openStore() throws UnavailableException {
        return store.connect();
    }

    @Override
    public EventChannels openEventChannels() {
        return channels;
    }

    @Override
    public HeldChannels holdEventChannels(String mark) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void endHolder(String mark) {
        throw new UnsupportedOperationException();
    }

    @Override
    public GrantExporter openGrantExporter() {
        return grants;
    }

    @Override
    public GrantMapper openGrantMapper() {
        return grants;
    }

    @Override
    public Domains openDomains() {
        return new Domains() {
            @Override
            public List<Domain> list() throws IOException {
                return List.copyOf(domains.values());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Hypervisor openHypervisor() {
        return hypervisor;
    }

    @Override
    public HypercallPage openHypercallPage(byte[] code) throws UnavailableException {
        throw new UnavailableException("Dom0 does not trap.");
    }
}
