package org.xennotify.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class LineBufferTest {
    private static final int LONGEST = 8;

    private final LineBuffer buffer = new LineBuffer(LONGEST);

    private static List<String> drain(LineBuffer from) {
        List<String> found = new ArrayList<>();
        LineBuffer.Next next = from.next();
        while (!(next instanceof LineBuffer.Incomplete)) {
            found.add(next instanceof LineBuffer.Line line ? new String(line.bytes(), UTF_8) : "overlong");
            next = from.next();
        }
        return found;
    }

    private List<String> feed(String text) {
        buffer.append(ByteBuffer.wrap(text.getBytes(UTF_8)));
        return drain(buffer);
    }

    @Test
    void linesComeOutOneByOne() {
        assertThat(feed("a\n\nb")).containsExactly("a", "");
        assertThat(feed("c\n")).containsExactly("bc");
    }

    @Test
    void anOverlongLineIsToldOnceAndSkipped() {
        assertThat(feed("012345678")).containsExactly("overlong");
        assertThat(feed("more and more")).isEmpty();
        assertThat(feed("the end\nnext\n")).containsExactly("next");
        assertThat(feed("0123456789\nlast\n")).containsExactly("overlong", "last");
    }

    @Test
    void aLastLineNeedsNoNewline() {
        assertThat(feed("a\nb")).containsExactly("a");
        assertThat(buffer.last())
                .isInstanceOfSatisfying(
                        LineBuffer.Line.class,
                        line -> assertThat(new String(line.bytes(), UTF_8)).isEqualTo("b"));
        assertThat(buffer.last()).isInstanceOf(LineBuffer.Incomplete.class);
    }

    @Property
    void itDoesNotMatterHowTheBytesAreCut(
            @ForAll @StringLength(max = 60) @CharRange(from = 'a', to = 'c') @net.jqwik.api.constraints.Chars('\n')
                    String text,
            @ForAll @IntRange(min = 1, max = 12) int piece) {
        String whole = text + "\n";
        List<String> expected = new ArrayList<>();
        for (String line : whole.substring(0, whole.length() - 1).split("\n", -1)) {
            expected.add(line.length() > LONGEST ? "overlong" : line);
        }

        LineBuffer cut = new LineBuffer(LONGEST);
        List<String> found = new ArrayList<>();
        for (int at = 0; at < whole.length(); at += piece) {
            cut.append(ByteBuffer.wrap(
                    whole.substring(at, Math.min(at + piece, whole.length())).getBytes(UTF_8)));
            found.addAll(drain(cut));
        }

        assertThat(found).isEqualTo(expected);
    }
}
