package org.xennotify.listener.config;

/**
 * Where metrics can be had over HTTP.
 *
 * @param port of the loopback interface, 1 to 65535
 */
public record MetricsSettings(int port) {
    private static final int LARGEST = 65_535;

    /** What a configuration says; a number out of range is refused with a sentence. */
    static MetricsSettings of(long port) {
        if (port < 1 || port > LARGEST) {
            throw new IllegalArgumentException("a port is 1 to " + LARGEST + ", which " + port + " is not.");
        }
        return new MetricsSettings((int) port);
    }
}
