package org.xennotify.listener.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HexDumpTest {

    @Test
    void shouldLookLikeThatOfHexdump() {
        byte[] bytes = "Linux version 6.1 \0\n\u007f\u00ff~!".getBytes(ISO_8859_1);
        assertThat(HexDump.of(0xffff_ffff_8100_0000L, bytes, bytes.length)).isEqualTo("""
                ffffffff81000000  4c 69 6e 75 78 20 76 65  72 73 69 6f 6e 20 36 2e  |Linux version 6.|
                ffffffff81000010  31 20 00 0a 7f ff 7e 21                           |1 ....~!|
                """);
    }

    @Test
    void shouldShowAFewBytes() {
        assertThat(HexDump.of(1, new byte[] {'a', 'b', 'c'}, 1))
                .isEqualTo("0000000000000001  61 " + " ".repeat(47) + "|a|\n");
    }
}
