package org.xennotify.device.sim;

import java.io.IOException;
import java.nio.file.Path;
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
import org.xennotify.device.UnixSocketTransport;
import org.xennotify.device.linux.LinuxDatagrams;
import org.xennotify.lifecycle.Reason;

/**
 * A place on a simulated host, which another process runs: Dom0 ({@code sim:DIR}) or one guest ({@code sim:DIR:3}).
 *
 * @param directory the simulated host's directory
 * @param machine 0 for Dom0, else the domid that the guest had when it was first created
 */
public record SimPlatform(Path directory, int machine) implements Platform {

    private static final int MAX_DOMID = 32751;

    /** Reads {@code sim:DIR} or {@code sim:DIR:DOMID}. */
    public static SimPlatform parse(String choice) {
        String rest = choice.substring("sim:".length());
        int colon = rest.lastIndexOf(':');
        String directory = colon < 0 ? rest : rest.substring(0, colon);
        if (directory.isEmpty()) {
            throw new IllegalArgumentException("'" + choice + "' names no directory: use sim:DIR or sim:DIR:DOMID.");
        }
        return new SimPlatform(Path.of(directory), colon < 0 ? 0 : domid(rest.substring(colon + 1), choice));
    }

    private static int domid(String text, String choice) {
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= MAX_DOMID) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException(
                "'" + text + "' in '" + choice + "' is no domid: use sim:DIR for Dom0, sim:DIR:3 for guest 3.");
    }

    @Override
    public String name() {
        return machine == 0 ? "sim:" + directory : "sim:" + directory + ":" + machine;
    }

    @Override
    public String description() {
        return "simulated guest on " + System.getProperty("os.name", "");
    }

    @Override
    public Path runDirectory() {
        return home().resolve("run");
    }

    /** Where this place's sockets are. */
    private Path home() {
        return machine == 0 ? directory : directory.resolve("guests").resolve(Integer.toString(machine));
    }

    @Override
    public StoreTransport openStore() throws UnavailableException {
        Path socket = home().resolve("xenstored/socket");
        try {
            return UnixSocketTransport.connect(socket);
        } catch (IOException e) {
            throw unavailable(socket, e);
        }
    }

    @Override
    public EventChannels openEventChannels() throws UnavailableException {
        return connectEventChannels();
    }

    private SimEventChannels connectEventChannels() throws UnavailableException {
        Path socket = home().resolve("evtchn");
        try {
            return SimEventChannels.connect(socket);
        } catch (IOException e) {
            throw unavailable(socket, e);
        }
    }

    @Override
    public HeldChannels holdEventChannels(String mark) throws UnavailableException {
        SimEventChannels channels = connectEventChannels();
        try {
            channels.hold(number(mark));
            return new HeldChannels(channels, "");
        } catch (IOException e) {
            throw unavailable(home().resolve("evtchn"), e);
        }
    }

    private static long number(String mark) {
        return Long.parseUnsignedLong(mark, 16);
    }

    @Override
    public void endHolder(String mark) {
        try (SimEventChannels channels = connectEventChannels()) {
            channels.endHolder(number(mark));
        } catch (IOException | NumberFormatException noHolderThere) {
            // Then there is nothing to end.
        }
    }

    @Override
    public GrantExporter openGrantExporter() throws UnavailableException {
        return new SimGrantExporter(openGrants());
    }

    @Override
    public GrantMapper openGrantMapper() throws UnavailableException {
        return new SimGrantMapper(openGrants());
    }

    private SimGrants openGrants() throws UnavailableException {
        Path socket = home().resolve("grants");
        try {
            return SimGrants.connect(socket, directory.resolve("pages"));
        } catch (IOException e) {
            throw unavailable(socket, e);
        }
    }

    @Override
    public Domains openDomains() throws UnavailableException {
        return new SimDomains(openToolstack("sees the list of domains"));
    }

    @Override
    public Hypervisor openHypervisor() throws UnavailableException {
        return new SimHypervisor(openToolstack("stops domains"));
    }

    @Override
    public HypercallPage openHypercallPage(byte[] code) throws UnavailableException {
        throw new UnavailableException("nobody traps on a simulated host: use another door.");
    }

    /** This system's own: what a Unix socket is does not depend on Xen. */
    @Override
    public UnixDatagrams openDatagrams() throws IOException {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw new UnavailableException("there are datagram sockets for sd_notify on Linux only.");
        }
        return LinuxDatagrams.open();
    }

    private SimToolstack openToolstack(String privilege) throws UnavailableException {
        if (machine != 0) {
            throw new UnavailableException("only Dom0 " + privilege + ": use sim:" + directory + ".");
        }
        Path socket = home().resolve("domains");
        try {
            return SimToolstack.connect(socket);
        } catch (IOException e) {
            throw unavailable(socket, e);
        }
    }

    private static UnavailableException unavailable(Path socket, IOException e) {
        return new UnavailableException(
                "no simulated host answers at " + socket + " (" + Reason.alone(e) + "): start it with testbed/sim.", e);
    }
}
