package org.xennotify.lifecycle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

class PrintoutTest {

    private static Printout failing(String reason) {
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
        return new Printout(out, US_ASCII);
    }

    @Test
    void shouldPrint() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Printout printout = new Printout(printed, US_ASCII);
        printout.print("one\ntwo");
        assertThatCode(printout::check).doesNotThrowAnyException();
        assertThat(printed.toString(US_ASCII)).isEqualTo("one\ntwo");
    }

    @Test
    void shouldSayWhyADiskTookNoMore() {
        Printout printout = failing("No space left on device");
        printout.print("line\n");
        assertThatThrownBy(printout::check).hasMessage("standard output cannot be written (No space left on device).");
    }

    @Test
    void shouldNotMindAReaderThatWantsNoMore() {
        Printout printout = failing("Broken pipe");
        printout.print("line\n");
        assertThat(printout.checkError()).isTrue();
        assertThatCode(printout::check).doesNotThrowAnyException();
    }
}
