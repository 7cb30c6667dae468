package org.xennotify.device;

import java.io.IOException;
import java.nio.file.Path;
import org.xennotify.device.linux.LinuxPlatform;
import org.xennotify.device.sim.SimPlatform;

/** What Xen offers on this machine. {@link #open} is the one place that looks at the operating system. */
public interface Platform {

    /** What a person may write after {@code --platform}. */
    String CHOICES = "auto|linux|freebsd|netbsd|windows|sim:DIR[:DOMID]";

    /** This machine's. */
    String AUTO = "auto";

    /** The environment variable that says the same as {@code --platform}. */
    String ENVIRONMENT = "XEN_NOTIFY_PLATFORM";

    /** How this platform is named on the command line, for messages: {@code linux}, {@code sim:/tmp/xen:3}. */
    String name();

    /** One line about the operating system, for the node {@code platform}: at most 128 printable ASCII characters. */
    String description();

    /** Where sockets, locks and notes for the next start live; it need not exist yet. */
    Path runDirectory();

    /**
     * Opens one connection to XenStore.
     *
     * @throws UnavailableException if there is none for this process, with cause and remedy in one sentence
     */
    StoreTransport openStore() throws UnavailableException;

    /**
     * Opens one set of event channels; its ports belong to it and go with it.
     *
     * @throws UnavailableException if there are none for this process, with cause and remedy in one sentence
     */
    EventChannels openEventChannels() throws UnavailableException;

    /**
     * Opens one set of event channels for a domain that may be saved and restored, with a holder if that can be.
     *
     * @param mark by which a later process finds the holder: 16 lower-case hex digits
     * @throws UnavailableException as {@link #openEventChannels}; that there is no holder is no reason
     */
    HeldChannels holdEventChannels(String mark) throws UnavailableException;

    /**
     * Ends the holder of a process that has died, and closes its event channels with it; does nothing if there is none.
     * Only for who can prove that the domain was not restored since they were opened: the holder of others stays until
     * the machine goes.
     *
     * @param mark as it was given to {@link #holdEventChannels}
     */
    void endHolder(String mark);

    /**
     * Opens the means to share this domain's pages.
     *
     * @throws UnavailableException if there are none for this process, with cause and remedy in one sentence
     */
    GrantExporter openGrantExporter() throws UnavailableException;

    /**
     * Opens the means to map other domains' pages.
     *
     * @throws UnavailableException if there are none for this process, with cause and remedy in one sentence
     */
    GrantMapper openGrantMapper() throws UnavailableException;

    /**
     * Opens the hypervisor's list of domains, which only Dom0 has.
     *
     * @throws UnavailableException if it is not to be had here, with cause and remedy in one sentence
     */
    Domains openDomains() throws UnavailableException;

    /**
     * Opens the means to stop domains and to look into their memory, which only Dom0 has.
     *
     * @throws UnavailableException if they are not to be had here, with cause and remedy in one sentence
     */
    Hypervisor openHypervisor() throws UnavailableException;

    /**
     * Makes machine code callable by which this process calls the hypervisor.
     *
     * @param code at most {@link HypercallPage#SIZE} bytes
     * @throws UnavailableException if no process here can, with cause and remedy in one sentence
     */
    HypercallPage openHypercallPage(byte[] code) throws UnavailableException;

    /**
     * Opens a datagram socket, for which Java has nothing.
     *
     * @throws UnavailableException if there is none on this system, with cause and remedy in one sentence
     */
    UnixDatagrams openDatagrams() throws IOException;

    /**
     * Opens the platform that a person named.
     *
     * @param choice one of {@link #CHOICES}
     * @throws IllegalArgumentException if it is none of them
     * @throws UnavailableException if this machine cannot be that platform
     */
    static Platform open(String choice) throws UnavailableException {
        if (choice.startsWith("sim:")) {
            return SimPlatform.parse(choice);
        }
        return switch (choice) {
            case AUTO -> ofThisMachine();
            case "linux" -> new LinuxPlatform();
            case "freebsd", "netbsd", "windows" ->
                throw new UnavailableException("xen-notify has no event channels for " + choice
                        + " yet: use the store door with that system's" + " own XenStore tools.");
            default -> throw new IllegalArgumentException("unknown platform '" + choice + "': use " + CHOICES + ".");
        };
    }

    /**
     * Opens the platform that {@link #ENVIRONMENT} names, or this machine's if it names none.
     *
     * @throws IllegalArgumentException as {@link #open}
     * @throws UnavailableException as {@link #open}
     */
    static Platform ofEnvironment() throws UnavailableException {
        String named = System.getenv(ENVIRONMENT);
        return open(named == null || named.isEmpty() ? AUTO : named);
    }

    private static Platform ofThisMachine() throws UnavailableException {
        String system = System.getProperty("os.name", "");
        if (system.equals("Linux")) {
            return new LinuxPlatform();
        }
        throw new UnavailableException("xen-notify does not know Xen's devices on " + system
                + " yet: use the store door with that system's own XenStore tools.");
    }
}
