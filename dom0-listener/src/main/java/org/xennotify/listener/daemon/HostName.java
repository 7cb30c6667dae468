package org.xennotify.listener.daemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This machine's name as it stands in events: what a URI takes without escapes. */
final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
    private static final int LONGEST = 253;

    private HostName() {}

    static String get() {
        String name = read().replaceAll("[^A-Za-z0-9._-]", "-");
        return name.isEmpty() ? "localhost" : name.substring(0, Math.min(name.length(), LONGEST));
    }

    // The kernel answers at once; a resolver may take its time.
    private static String read() {
        try {
            return Files.readString(KERNEL).strip();
        } catch (IOException notThere) {
            return resolve();
        }
    }

    private static String resolve() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "";
        }
    }
}
