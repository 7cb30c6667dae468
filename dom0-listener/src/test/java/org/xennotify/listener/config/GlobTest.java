package org.xennotify.listener.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    private static boolean matches(String pattern, String text) {
        byte[] inside = ("<" + text + ">").getBytes(UTF_8);
        return new Glob(pattern).matches(inside, 1, inside.length - 1);
    }

    @ParameterizedTest
    @CsvSource({
        "*, '', true",
        "*, anything, true",
        "a.b, a.b, true",
        "a.b, axb, false",
        "a.b, a.bc, false",
        "security.*, security., true",
        "security.*, security.x.y, true",
        "security.*, security, false",
        "web-?, web-1, true",
        "web-?, web-, false",
        "web-?, web-10, false",
        "*.b.*, a.b.b.c, true",
        "*a*b, xaxbxb, true",
        "*a*b, xaxbx, false",
        "w?b, wüb, true",
        "*b, üb, true",
        "[a], a, false",
    })
    void shouldMatch(String pattern, String text, boolean expected) {
        assertThat(matches(pattern, text)).isEqualTo(expected);
    }

    @Property
    void shouldMatchWhatTheSameRegularExpressionMatches(
            @ForAll @StringLength(min = 1, max = 8) @Chars({'*', '?', 'a', 'b', 'ü'}) String pattern,
            @ForAll @StringLength(max = 10) @Chars({'b', 'ü'}) @CharRange(from = 'a', to = 'a') String text) {
        String expression = pattern.replace("*", ".*").replace("?", ".");
        assertThat(matches(pattern, text)).isEqualTo(Pattern.matches(expression, text));
    }

    @Test
    void shouldRefuseAnEmptyPattern() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Glob(""));
    }

    @Test
    void aGuestIsMeantByItsNameOrItsUuid() {
        byte[] name = "a-guest".getBytes(UTF_8);
        byte[] uuid = "a0000000-0000-4000-8000-00000000000f".getBytes(UTF_8);
        assertThat(new GuestPattern("a-*").matches(name, uuid)).isTrue();
        assertThat(new GuestPattern("A0000000-0000-4000-8000-00000000000F").matches(name, uuid))
                .isTrue();
        assertThat(new GuestPattern("a0000000-*").matches(name, uuid)).isFalse();
        assertThat(new GuestPattern("a0000000-0000-4000-8000-00000000000e").matches(name, uuid))
                .isFalse();
    }
}
