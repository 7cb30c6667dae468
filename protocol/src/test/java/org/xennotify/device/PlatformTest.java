package org.xennotify.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.device.sim.SimPlatform;

class PlatformTest {

    @Test
    void shouldKnowDom0AndGuestsOfASimulatedHost() throws Exception {
        assertThat(Platform.open("sim:/a/b")).isEqualTo(new SimPlatform(Path.of("/a/b"), 0));
        assertThat(Platform.open("sim:/a/b:3")).isEqualTo(new SimPlatform(Path.of("/a/b"), 3));
        assertThat(Platform.open("sim:/a/b:3").name()).isEqualTo("sim:/a/b:3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"solaris", "", "sim:", "sim::3", "sim:/a:x", "sim:/a:-1", "sim:/a:99999", "Linux"})
    void shouldRefuseAPlatformThatDoesNotExist(String choice) {
        assertThatThrownBy(() -> Platform.open(choice)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"freebsd", "netbsd", "windows"})
    void shouldSayWhatIsMissingOnAPlatformToCome(String choice) {
        assertThatThrownBy(() -> Platform.open(choice))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("store door");
    }

    @Test
    void shouldSayWhatToStartWhereNoSimulatedHostAnswers() throws Exception {
        Platform nobody = Platform.open("sim:/nonexistent:3");
        assertThatThrownBy(nobody::openStore)
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("start it with testbed/sim");
    }
}
