package org.xennotify.listener.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.xennotify.listener.fake.FakeHypervisor;
import org.xennotify.listener.memory.AddressSpace;

class PeekTest {
    private final FakeHypervisor guest = new FakeHypervisor();
    private final AddressSpace memory = AddressSpace.physical(guest, 1);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private void peek(long address, int length) throws IOException {
        Peek.read(memory, address, length, (at, bytes, count) -> {
            assertThat(at).isEqualTo(address + out.size());
            out.write(bytes, 0, count);
        });
    }

    private void haveFrames(int first, int last) {
        for (int frame = first; frame <= last; frame++) {
            for (int at = 0; at < 4096; at++) {
                guest.frame(frame).put(at, (byte) (frame + at));
            }
        }
    }

    @Test
    void shouldReadMoreThanItReadsAtOnce() throws Exception {
        haveFrames(0, 40);
        peek(0x123, 40 * 4096);
        assertThat(out.size()).isEqualTo(40 * 4096);
        byte[] expected = new byte[out.size()];
        for (int at = 0; at < expected.length; at++) {
            expected[at] = (byte) ((at + 0x123 >> 12) + (at + 0x123 & 0xfff));
        }
        assertThat(out.toByteArray()).isEqualTo(expected);
    }

    @Test
    void shouldPutOutWhatLiesBeforeTheFirstHole() {
        haveFrames(0, 2);
        haveFrames(4, 9);
        assertThatThrownBy(() -> peek(0x800, 6 * 4096))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot read on: 0x3000 leads to a frame that the domain does not have.");
        assertThat(out.size()).isEqualTo(0x2800);
    }

    @Test
    void shouldPutOutNothingWhereNothingIs() {
        assertThatThrownBy(() -> peek(0x1234_5000L, 10)).hasMessageContaining("0x12345000 leads to a frame");
        assertThat(out.size()).isZero();
    }
}
