package org.xennotify.device.linux;

import java.io.IOException;
import java.nio.file.Files;
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
import org.xennotify.lifecycle.Reason;

/** Xen's devices on Linux: {@code /dev/xen/evtchn}, {@code /dev/xen/xenbus} or the daemon's socket, libxenctrl. */
public final class LinuxPlatform implements Platform {
    private static final Path HYPERVISOR = Path.of("/sys/hypervisor/type");

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public String description() {
        return "Linux " + System.getProperty("os.version", "") + " " + System.getProperty("os.arch", "");
    }

    @Override
    public Path runDirectory() {
        return Path.of("/run/xen-notify");
    }

    @Override
    public StoreTransport openStore() throws UnavailableException {
        Path socket = StoreSocket.path();
        if (Files.exists(socket)) {
            return connect(socket);
        }
        if (StoreSocket.isNamed()) {
            throw new UnavailableException(
                    "no XenStore socket at " + socket + ": XENSTORED_PATH or XENSTORED_RUNDIR names it.");
        }
        return XenbusTransport.open(
                Device.firstOf("XenStore", "xenfs", Path.of("/dev/xen/xenbus"), Path.of("/proc/xen/xenbus")));
    }

    private static StoreTransport connect(Path socket) throws UnavailableException {
        try {
            return UnixSocketTransport.connect(socket);
        } catch (IOException e) {
            throw new UnavailableException(
                    "cannot connect to the XenStore daemon at " + socket + " (" + Reason.alone(e)
                            + "): is it running, and are you root?",
                    e);
        }
    }

    @Override
    public EventChannels openEventChannels() throws UnavailableException {
        return LinuxEventChannels.open(eventChannelDevice());
    }

    private static Path eventChannelDevice() throws UnavailableException {
        return Device.firstOf("event channels", "xen-evtchn", Path.of("/dev/xen/evtchn"));
    }

    @Override
    public HeldChannels holdEventChannels(String mark) throws UnavailableException {
        return LinuxEventChannels.hold(eventChannelDevice(), mark);
    }

    @Override
    public void endHolder(String mark) {
        Holder.endLeft(mark);
    }

    @Override
    public GrantExporter openGrantExporter() throws UnavailableException {
        return LinuxGrantExporter.open(Device.firstOf("shared pages", "xen-gntalloc", Path.of("/dev/xen/gntalloc")));
    }

    @Override
    public GrantMapper openGrantMapper() throws UnavailableException {
        return LinuxGrantMapper.open(Device.firstOf("guests' shared pages", "xen-gntdev", Path.of("/dev/xen/gntdev")));
    }

    @Override
    public Domains openDomains() throws UnavailableException {
        return LinuxDomains.open();
    }

    @Override
    public Hypervisor openHypervisor() throws UnavailableException {
        return LinuxHypervisor.open();
    }

    @Override
    public HypercallPage openHypercallPage(byte[] code) throws UnavailableException {
        return LinuxHypercallPage.load(code);
    }

    @Override
    public UnixDatagrams openDatagrams() throws IOException {
        return LinuxDatagrams.open();
    }

    static boolean isXen() {
        try {
            return Files.readString(HYPERVISOR).strip().equals("xen");
        } catch (IOException notThere) {
            return false;
        }
    }
}
