package org.xennotify.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class ReasonTest {

    @Test
    void shouldSayWhatAMessageSays() {
        assertThat(Reason.of(new IOException("No space left on device"))).isEqualTo("No space left on device");
    }

    @Test
    void shouldSaySomethingWhereThereIsNoMessage() {
        assertThat(Reason.of(new AsynchronousCloseException())).isEqualTo("it was closed");
        assertThat(Reason.of(new EOFException())).isEqualTo("EOFException");
    }

    @Test
    void shouldSayWhatIsWrongWithAPath() {
        assertThat(Reason.of(new AccessDeniedException("/x"))).isEqualTo("/x: permission denied");
        assertThat(Reason.of(new FileSystemException("/x", null, "Is a directory")))
                .isEqualTo("/x: Is a directory");
        assertThat(Reason.of(new FileSystemException("/x"))).isEqualTo("/x: /x");
    }

    @Test
    void shouldNotNameAPathTwice() {
        assertThat(Reason.alone(new AccessDeniedException("/x"))).isEqualTo("permission denied");
        assertThat(Reason.alone(new FileNotFoundException("/(x) (Is a directory)")))
                .isEqualTo("Is a directory");
    }
}
