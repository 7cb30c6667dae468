package org.xennotify.device.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import org.xennotify.device.UnavailableException;

/** Finds a device file, or says in one sentence why there is none. */
final class Device {
    private Device() {}

    /**
     * The first of some files that exists and may be used.
     *
     * @param purpose what it is for, as a plural or a name, e.g. {@code event channels}
     * @param module the kernel module that makes it
     */
    static Path firstOf(String purpose, String module, Path... candidates) throws UnavailableException {
        for (Path device : candidates) {
            if (Files.exists(device)) {
                return permitted(device, purpose);
            }
        }
        throw new UnavailableException(
                LinuxPlatform.isXen()
                        ? "no " + candidates[0] + " for " + purpose + ": load the kernel module " + module + "."
                        : "no " + candidates[0] + " for " + purpose + ": this is not a Xen domain (/sys/hypervisor/type"
                                + " does not say xen).");
    }

    private static Path permitted(Path device, String purpose) throws UnavailableException {
        if (Files.isReadable(device) && Files.isWritable(device)) {
            return device;
        }
        throw new UnavailableException("no permission to use " + device + " for " + purpose
                + ": run this as root, or let an administrator give you the device.");
    }
}
