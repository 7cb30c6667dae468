package org.xennotify.trap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xennotify.event.Message;

class EventBlockTest {
    private final EventBlock block = new EventBlock();

    @ParameterizedTest
    @MethodSource("org.xennotify.trap.Vector#events")
    void shouldWriteTheVectors(Vector row) {
        block.write(new Message(row.type(), row.payload(), true), row.sequence(), row.time());

        byte[] written = new byte[row.block().length() / 2];
        block.bytes().get(0, written);
        assertThat(HexFormat.of().formatHex(written)).isEqualTo(row.block());
        assertThat(block.status()).isEmpty();
        assertThat(block.reply()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.xennotify.trap.Vector#events")
    void shouldBeReadByDom0(Vector row) {
        TrapBlock read = new TrapBlock();
        byte[] golden = HexFormat.of().parseHex(row.block());
        System.arraycopy(golden, 0, read.array(), 0, golden.length);

        assertThat(read.decode(golden.length)).isEqualTo(TrapBlock.Result.COMPLETE);
    }

    @ParameterizedTest
    @MethodSource("org.xennotify.trap.Vector#replies")
    void shouldReadTheVectors(Vector row) {
        block.bytes().put(0, HexFormat.of().parseHex(row.block()));

        assertThat(block.status()).contains(TrapStatus.of(row.status()).orElseThrow());
        assertThat(block.reply()).hasValueSatisfying(reply -> {
            assertThat(reply.ok()).isEqualTo(row.type().equals("ok"));
            assertThat(reply.data()).isEqualTo(row.payload());
        });
    }

    @Test
    void shouldBeOnePageOfTheMachine() {
        ByteBuffer bytes = block.bytes();

        assertThat(bytes.capacity()).isEqualTo(4096);
        assertThat(bytes.alignmentOffset(0, 4096)).isZero();
    }

    @Test
    void shouldHaveRoomForARecordInAPage() {
        assertThat(EventBlock.room(9)).isEqualTo(4096 - 16 - 24 - 9);
    }
}
