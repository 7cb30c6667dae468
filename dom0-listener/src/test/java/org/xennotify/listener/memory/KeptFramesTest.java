package org.xennotify.listener.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xennotify.listener.fake.FakeHypervisor;

class KeptFramesTest {
    private static final int DOMID = 3;

    private final FakeHypervisor memory = new FakeHypervisor();
    private final AtomicLong now = new AtomicLong();
    private int maps;
    private int alarms;
    private final KeptFrames frames = new KeptFrames(
            (numbers, writable) -> {
                maps++;
                return memory.map(DOMID, numbers, writable);
            },
            now::get,
            () -> alarms++);

    @AfterEach
    void shouldGiveEverythingBack() throws IOException {
        frames.close();
        assertThat(memory.mapped()).isZero();
    }

    private boolean has(long frame, boolean writable) throws IOException {
        try (var pages = frames.map(new long[] {frame}, writable)) {
            return pages.page(0) != null && pages.page(0).isReadOnly() != writable;
        }
    }

    @Test
    void shouldMapOnceWhatIsUsedAgain() throws IOException {
        memory.frame(7).put(0, (byte) 1);
        assertThat(has(7, false)).isTrue();
        assertThat(has(7, false)).isTrue();
        assertThat(maps).isEqualTo(1);
        memory.frame(7).put(0, (byte) 2);
        assertThat(frames.map(new long[] {7}, false).page(0).get(0)).isEqualTo((byte) 2);
    }

    @Test
    void shouldNotWriteByWhatIsMappedForReading() throws IOException {
        memory.frame(7);
        assertThat(has(7, false)).isTrue();
        assertThat(has(7, true)).isTrue();
        assertThat(has(7, false)).isTrue();
        assertThat(maps).isEqualTo(2);
    }

    @Test
    void shouldSayWhichFramesThereAreNot() throws IOException {
        memory.frame(7);
        try (var pages = frames.map(new long[] {7, 8}, true)) {
            assertThat(pages.page(0)).isNotNull();
            assertThat(pages.page(1)).isNull();
        }
    }

    @Test
    void shouldLetGoOfAllWhenTheTimeOfTheFirstIsOver() throws IOException {
        memory.frame(7);
        memory.frame(8);
        has(7, false);
        now.set(KeptFrames.KEEP.toNanos() - 1);
        has(8, false);
        frames.expire();
        assertThat(memory.mapped()).isEqualTo(2);
        now.incrementAndGet();
        frames.expire();
        assertThat(memory.mapped()).isZero();
        assertThat(alarms).isEqualTo(1);
        has(8, false);
        assertThat(alarms).isEqualTo(2);
    }

    @Test
    void shouldKeepNoMoreThanABusyGuestNeeds() throws IOException {
        for (int frame = 0; frame < 65; frame++) {
            has(frame, false);
        }
        assertThat(memory.mapped()).isEqualTo(65);
        frames.expire();
        assertThat(memory.mapped()).isZero();
    }
}
