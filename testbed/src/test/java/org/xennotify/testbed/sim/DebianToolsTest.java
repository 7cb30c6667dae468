package org.xennotify.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.xennotify.testbed.DebianXen;
import org.xennotify.testbed.RealXenStored;

/** Debian's own programs, which know nothing of this project, find the simulated XenStore to be the real one. */
@Timeout(90)
class DebianToolsTest {
    // The highest domid that the tools' transcript names: permissions can be given only to domains that exist.
    private static final int NAMED_DOMAINS = 8;

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    @TempDir
    private Path directory;

    private Path simulated;

    @BeforeEach
    void findSocket() {
        simulated = sim.host().directory().resolve("xenstored/socket");
    }

    @Test
    void shouldPassEachOfTheTwelveTestsOfTestXenStore() throws Exception {
        Path program = DebianXen.root().resolve("usr/lib/xen-4.17/bin/test-xenstore");
        assumeThat(program).isExecutable();

        String timings = DebianXen.run(program, simulated, directory);
        assertThat(timings.lines()).hasSize(12).allMatch(line -> line.endsWith(" ns"));
    }

    @Test
    void shouldShowXenStoreToolsTheSameAsTheRealDaemon() throws Exception {
        assumeThat(RealXenStored.available()).as(RealXenStored.reason()).isTrue();
        Path transcript = DebianXen.script("testbed/xenstored/tools-transcript").orElseThrow();
        for (int i = 0; i < NAMED_DOMAINS; i++) {
            sim.host().create();
        }
        try (RealXenStored real = RealXenStored.start(directory.resolve("real"))) {
            String expected = DebianXen.run(transcript, real.socket(), directory);
            assertThat(DebianXen.run(transcript, simulated, directory)).isEqualTo(expected);
        }
    }
}
