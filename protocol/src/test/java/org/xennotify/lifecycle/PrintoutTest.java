package org.xennotify.lifecycle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

class PrintoutTest {

    private static Printout failing(String reason) {
        return new Printout(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        });
    }

    @Test
    void shouldPrint() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Printout printout = new Printout(printed);
        printout.stream().print("one\ntwo");
        assertThat(printout.failure()).isEmpty();
        assertThat(printed.toString(US_ASCII)).isEqualTo("one\ntwo");
    }

    @Test
    void shouldSayWhyADiskTookNoMore() {
        Printout printout = failing("No space left on device");
        printout.stream().print("line\n");
        assertThat(printout.failure()).contains("standard output cannot be written (No space left on device).");
    }

    @Test
    void shouldNotMindAReaderThatWantsNoMore() {
        Printout printout = failing("Broken pipe");
        printout.stream().print("line\n");
        assertThat(printout.stream().checkError()).isTrue();
        assertThat(printout.failure()).isEmpty();
    }
}
