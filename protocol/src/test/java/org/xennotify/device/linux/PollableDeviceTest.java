package org.xennotify.device.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class PollableDeviceTest {
    @TempDir
    Path directory;

    @Test
    void shouldWakeItsReaderAndBeClosedOnceWhenSeveralCloseIt() throws Exception {
        PollableDevice device = PollableDevice.open(fifo());
        CompletableFuture<Long> reader = CompletableFuture.supplyAsync(() -> readThenClose(device));
        device.close();
        assertThat(reader.get()).isEqualTo(-1);
        device.close();
    }

    private static long readThenClose(PollableDevice device) {
        try (device) {
            return device.read(new NativeMemory(1), 1);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Path fifo() throws Exception {
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        return fifo;
    }
}
