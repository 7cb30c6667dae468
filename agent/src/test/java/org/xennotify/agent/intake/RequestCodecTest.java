package org.xennotify.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.agent.door.Patience;
import org.xennotify.agent.door.Submission;

class RequestCodecTest {
    private static Request.Send decode(String line) {
        return (Request.Send) RequestCodec.decode(line.getBytes(UTF_8));
    }

    @Test
    void aTypeIsEnough() {
        Request.Send send = decode("{\"type\":\"app.ready\"}");

        assertThat(send.via()).isEqualTo(Via.AUTO);
        assertThat(send.submission().type()).isEqualTo("app.ready");
        assertThat(send.submission().payload()).isEmpty();
        assertThat(send.submission().patience()).isEqualTo(Patience.USUAL);
    }

    @Test
    void everythingMayBeSaid() {
        Request.Send send =
                decode("{\"drop\":true,\"data\":\"ü\",\"wait\":1.5,\"timeout\":0,\"via\":\"store\",\"type\":\"t\"}");

        assertThat(send.via()).isEqualTo(Via.STORE);
        assertThat(send.submission().payload()).isEqualTo("ü".getBytes(UTF_8));
        assertThat(send.submission().patience()).isEqualTo(new Patience(Duration.ZERO, true, Duration.ofMillis(1500)));
    }

    @Test
    void binaryDataComesInBase64() {
        assertThat(decode("{\"type\":\"t\",\"data_base64\":\"AP8=\"}")
                        .submission()
                        .payload())
                .containsExactly(0, 0xff);
    }

    @Test
    void theBellAndTheStatusHaveRequestsOfTheirOwn() {
        assertThat(RequestCodec.decode("{\"via\":\"bell\"}".getBytes(UTF_8))).isEqualTo(new Request.Bell());
        assertThat(RequestCodec.decode("{\"status\":true}".getBytes(UTF_8))).isEqualTo(new Request.Status());
        assertThat(RequestCodec.decode(RequestCodec.encode(new Request.Bell()))).isEqualTo(new Request.Bell());
        assertThat(RequestCodec.decode(RequestCodec.encode(new Request.Status())))
                .isEqualTo(new Request.Status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense                            | not JSON",
                "[]                                  | one JSON object",
                "{}                                  | needs a type",
                "{\"type\":5}                        | 'type' is a string",
                "{\"type\":\"not/a/type\"}           | a type is",
                "{\"type\":\"t\",\"data\":\"\\ud800\"} | half a character",
                "{\"type\":\"t\",\"data\":{}}        | 'data' is a string",
                "{\"type\":\"t\",\"wait\":-1}        | 'wait' is 0 to 86400 seconds",
                "{\"type\":\"t\",\"wait\":1e99}      | 'wait' is 0 to 86400 seconds",
                "{\"type\":\"t\",\"wait\":\"1\"}     | 'wait' is a number of seconds",
                "{\"type\":\"t\",\"drop\":1}         | 'drop' is true or false",
                "{\"type\":\"t\",\"via\":\"door\"}   | 'via' is one of",
                "{\"type\":\"t\",\"date\":\"x\"}     | no field of another name",
                "{\"type\":\"t\",\"type\":\"u\"}     | Duplicate field",
                "{\"type\":\"t\"}{}                  | nothing more",
                "{\"type\":\"t\",\"data\":\"a\",\"data_base64\":\"\"} | not both",
                "{\"type\":\"t\",\"data_base64\":\"*\"} | not JSON",
                "{\"type\":\"t\",\"via\":\"bell\"}   | neither type nor data",
                "{\"type\":\"t\"                     | not JSON"
            })
    void whatIsNoRequestIsToldInASentence(String line, String part) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestCodec.decode(line.getBytes(UTF_8)))
                .withMessageContaining(part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0", "{\"type\":null}", "{\"type\"", "{\"type\":\"\ud800\"}"})
    void oddLinesAreRefusedToo(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> {
            Request request = RequestCodec.decode(line.getBytes(UTF_8));
            org.xennotify.event.EventType.check(
                    ((Request.Send) request).submission().type());
        });
    }

    @Property
    void whatIsWrittenIsReadAgain(
            @ForAll byte[] payload,
            @ForAll @IntRange(max = 86_400_000) int room,
            @ForAll @IntRange(max = 86_400_000) int answer,
            @ForAll boolean drop) {
        Patience patience = new Patience(Duration.ofMillis(room), drop, Duration.ofMillis(answer));

        byte[] line = RequestCodec.encode(new Request.Send(Via.STORE, new Submission("a.b", payload, patience)));

        Request.Send send = (Request.Send) RequestCodec.decode(line);
        assertThat(send.via()).isEqualTo(Via.STORE);
        assertThat(send.submission().payload()).isEqualTo(payload);
        assertThat(send.submission().patience()).isEqualTo(patience);
        assertThat(new String(line, UTF_8)).endsWith("\n").containsOnlyOnce("\n");
    }
}
