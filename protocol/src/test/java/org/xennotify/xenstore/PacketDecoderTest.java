package org.xennotify.xenstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PacketDecoderTest {
    private final PacketDecoder decoder = new PacketDecoder(4096);

    @Test
    void shouldWriteTheHeaderAsFourLittleEndianWords() {
        byte[] bytes = new Packet(MessageType.READ.number(), 7, 3, new byte[] {'a', 0})
                .encode()
                .array();
        assertThat(bytes).containsExactly(2, 0, 0, 0, 7, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 'a', 0);
    }

    @Test
    void shouldNeedMoreUntilTheWholePayloadIsThere() {
        ByteBuffer whole = new Packet(2, 1, 0, new byte[] {1, 2, 3}).encode();
        for (int length = 0; length < whole.limit(); length++) {
            assertThat(decoder.decode(whole.duplicate().limit(length))).isInstanceOf(PacketDecoder.NeedMore.class);
        }
        assertThat(decoder.decode(whole)).isInstanceOf(PacketDecoder.Complete.class);
        assertThat(whole.hasRemaining()).isFalse();
    }

    @Test
    void shouldLeaveTheNextPacketInTheBuffer() {
        ByteBuffer two = ByteBuffer.allocate(100);
        two.put(new Packet(1, 1, 0, new byte[2]).encode())
                .put(new Packet(2, 2, 0, new byte[5]).encode())
                .flip();
        assertThat(packetIn(two).requestId()).isEqualTo(1);
        assertThat(packetIn(two).requestId()).isEqualTo(2);
    }

    @Test
    void shouldRejectALengthBeyondTheLimitBeforeItArrives() {
        ByteBuffer header = ByteBuffer.wrap(new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 16, 0, 0});
        assertThat(decoder.decode(header)).isInstanceOf(PacketDecoder.Malformed.class);
    }

    @Test
    void shouldRejectANegativeLength() {
        ByteBuffer header = ByteBuffer.wrap(new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1});
        assertThat(decoder.decode(header))
                .isEqualTo(new PacketDecoder.Malformed("a payload of 4294967295 bytes, at most 4096"));
    }

    @Property
    void shouldReadBackWhatWasWritten(
            @ForAll int type, @ForAll int id, @ForAll int transaction, @ForAll @Size(max = 4096) byte[] payload) {
        Packet packet = packetIn(new Packet(type, id, transaction, payload).encode());
        assertThat(packet.type()).isEqualTo(type);
        assertThat(packet.requestId()).isEqualTo(id);
        assertThat(packet.transaction()).isEqualTo(transaction);
        assertThat(packet.payload()).isEqualTo(payload);
    }

    @Property
    void shouldOnlyEverAnswerWithAResult(@ForAll @Size(max = 200) byte[] anything) {
        assertThat(decoder.decode(ByteBuffer.wrap(anything))).isNotNull();
    }

    private Packet packetIn(ByteBuffer bytes) {
        return ((PacketDecoder.Complete) decoder.decode(bytes)).packet();
    }
}
