package org.xennotify.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.xennotify.device.EventChannels;
import org.xennotify.device.Platform;
import org.xennotify.lifecycle.Resources;
import org.xennotify.testbed.sim.store.Flavour;
import org.xennotify.xenstore.XenStoreClient;

/** Gives each test a simulated host of its own, and fails the test if anything is left on it. */
public final class OnSimHost implements BeforeEachCallback, AfterEachCallback {
    private final Flavour flavour;
    private Path directory;
    private SimHost host;
    private Resources resources;
    private boolean faultsExpected;

    public OnSimHost() {
        this(Flavour.XENSTORED);
    }

    public OnSimHost(Flavour flavour) {
        this.flavour = flavour;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory("sim");
        host = SimHost.start(directory, flavour);
        resources = new Resources();
        faultsExpected = false;
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        try {
            resources.close();
            List<String> leaks = faultsExpected ? List.of() : host.leaksOfAll();
            assertThat(leaks).as("left on the simulated host").isEmpty();
        } finally {
            host.close();
            removeAll(directory);
        }
    }

    private static void removeAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    public SimHost host() {
        return host;
    }

    /** This test does what harms a real host. */
    public void expectFaults() {
        faultsExpected = true;
    }

    /** Takes charge of something that is to be closed before the host is looked at for leaks. */
    public <T extends AutoCloseable> T keep(T resource) {
        return resources.add(resource);
    }

    /** A client that is closed before the host is looked at for leaks. */
    public XenStoreClient store(Platform place) throws IOException {
        return resources.add(XenStoreClient.connect(place::openStore));
    }

    /** A set of event channels that is closed before the host is looked at for leaks. */
    public EventChannels channels(Platform place) throws IOException {
        return resources.add(place.openEventChannels());
    }
}
