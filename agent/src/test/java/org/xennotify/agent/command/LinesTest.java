package org.xennotify.agent.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;
import org.xennotify.agent.outcome.ExitException;

class LinesTest {
    private static Lines of(String text) {
        return new Lines(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    @Test
    void anEmptyLineIsALine() throws Exception {
        Lines lines = of("a\n\nb");

        assertThat(lines.next())
                .hasValueSatisfying(line -> assertThat(line).asString(UTF_8).isEqualTo("a"));
        assertThat(lines.next()).hasValueSatisfying(line -> assertThat(line).isEmpty());
        assertThat(lines.next())
                .hasValueSatisfying(line -> assertThat(line).asString(UTF_8).isEqualTo("b"));
        assertThat(lines.next()).isEmpty();
    }

    @Test
    void theWholeIsTakenAsItIs() throws Exception {
        assertThat(of("a\n").all()).asString(UTF_8).isEqualTo("a\n");
    }

    @Test
    void moreThanAnyEventMayHaveIsNotHeld() {
        String tooMuch = "x".repeat(Lines.LONGEST + 1);

        assertThatExceptionOfType(ExitException.class)
                .isThrownBy(() -> of(tooMuch).all());
        assertThatExceptionOfType(ExitException.class)
                .isThrownBy(() -> of(tooMuch).next());
    }
}
