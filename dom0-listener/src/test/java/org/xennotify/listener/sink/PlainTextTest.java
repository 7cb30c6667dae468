package org.xennotify.listener.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PlainTextTest {
    private static boolean isPlain(int b) {
        return b >= ' ' && b < 0x7f && b != '"' && b != '\\';
    }

    @Property
    void shouldEndAtTheFirstByteThatNeedsAnEscape(
            @ForAll @IntRange(max = 40) int at, @ForAll byte value, @ForAll byte next) {
        byte[] bytes = new byte[50];
        Arrays.fill(bytes, (byte) '!');
        bytes[at] = value;
        bytes[at + 1] = next;
        int expected = isPlain(value) ? isPlain(next) ? 50 : at + 1 : at;
        assertThat(PlainText.length(bytes, 0, 50)).isEqualTo(expected);
    }

    @Example
    void shouldKnowEveryByteAtEveryPlace() {
        for (int at = 0; at < 8; at++) {
            for (int value = -128; value < 128; value++) {
                byte[] bytes = "aaaaaaaaaaaaaaaa".getBytes(US_ASCII);
                bytes[at] = (byte) value;
                assertThat(PlainText.length(bytes, 0, 16)).isEqualTo(isPlain(value) ? 16 : at);
                assertThat(PlainText.lengthOfAscii(bytes, 0, 16)).isEqualTo(value >= 0 ? 16 : 0);
            }
        }
    }
}
