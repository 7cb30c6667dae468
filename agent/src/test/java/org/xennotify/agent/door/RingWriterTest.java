package org.xennotify.agent.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xennotify.agent.memory.MemoryDom0;
import org.xennotify.agent.memory.MemoryGrants;
import org.xennotify.vchan.VchanServer;

@Timeout(30)
class RingWriterTest {
    private static final int SIZE = 4096;
    private static final String TYPE = "a.b";
    private static final int RECORD = 64;
    private static final byte[] PAYLOAD = new byte[RECORD - 24 - TYPE.length()];

    private final MemoryGrants grants = new MemoryGrants();
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final VchanServer.Opened opened = VchanServer.open(grants, 0, SIZE, wakeUps::incrementAndGet);
    private final RingWriter writer = new RingWriter(opened.vchan());
    private final MemoryDom0 dom0 = MemoryDom0.attach(grants, opened.ringReference(), () -> {});

    RingWriterTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        dom0.close();
        opened.vchan().close();
        assertThat(grants.held()).isZero();
    }

    private int fill() throws IOException {
        int count = 0;
        while (writer.offer(TYPE, PAYLOAD, false, 0) != RingWriter.FULL) {
            count++;
        }
        return count;
    }

    @Test
    void shouldSayWhenTheRingIsFull() throws Exception {
        assertThat(fill()).isEqualTo(SIZE / RECORD);
        assertThat(writer.sequence()).isEqualTo(SIZE / RECORD);
    }

    @Test
    void shouldShowNothingBeforeItIsFlushedAndWakeDom0Once() throws Exception {
        fill();
        assertThat(dom0.look()).isEmpty();

        writer.flush();

        assertThat(dom0.look()).hasSize(SIZE / RECORD);
        assertThat(wakeUps).hasValue(1);
    }

    @Test
    void shouldFindTheRoomThatDom0Makes() throws Exception {
        fill();
        assertThat(writer.awaitRoom(RECORD)).isFalse();

        dom0.read();

        assertThat(writer.awaitRoom(SIZE)).isTrue();
        assertThat(writer.offer(TYPE, PAYLOAD, false, 0)).isEqualTo(SIZE / RECORD + 1);
    }

    @Test
    void shouldLeaveAGapForAnEventThatIsSkipped() throws Exception {
        writer.offer(TYPE, PAYLOAD, true, 0);
        writer.skip(1);

        assertThat(writer.offer(TYPE, PAYLOAD, false, 0)).isEqualTo(3);
    }

    @Test
    void shouldNotTakeWhatNeverFits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.offer(TYPE, new byte[SIZE], false, 0))
                .withMessageContaining("ring of 4096");
    }

    @Test
    void shouldMakeNoGarbage() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        writeAndRead();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
            writeAndRead();
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / 1000;
        assertThat(each).isZero();
    }

    private void writeAndRead() throws IOException {
        writer.offer(TYPE, PAYLOAD, false, 0);
        writer.flush();
        dom0.skip();
    }
}
