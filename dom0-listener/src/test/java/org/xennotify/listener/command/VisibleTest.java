package org.xennotify.listener.command;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            plain        | 5  | plain
            plain        | 4  | pla…
            plain        | 1  | …
            plain        | 0  | ''
            äß€          | 3  | äß€
            日本語         | 6  | 日本語
            日本語         | 5  | 日本…
            日本語         | 4  | 日…
            """)
    void shouldCutToColumns(String text, int columns, String shown) {
        assertThat(Visible.of(text, columns)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "'\u001b[2Jx', '\\u001b[2Jx'",
        "'a\u202eb', 'a\\u202eb'",
        "'a\u0085b', 'a\\u0085b'",
        "'a\u200bb', 'a\\u200bb'",
        "'e\u0301', 'e\\u0301'",
        "'\ud800', '\\ud800'",
        "'a\tb', 'a\\tb'"
    })
    void shouldEscapeWhatMovesACursorOrHides(String text, String shown) {
        assertThat(Visible.of(text, 80)).isEqualTo(shown);
    }

    @Property
    void shouldNeverBeWiderThanThereIsRoom(@ForAll String text, @ForAll @IntRange(max = 100) int columns) {
        String shown = Visible.of(text, columns);
        assertThat(Visible.width(shown)).isLessThanOrEqualTo(columns);
        assertThat(shown.chars().noneMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0)))
                .isTrue();
    }
}
