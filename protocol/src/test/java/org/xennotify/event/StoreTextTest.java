package org.xennotify.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreTextTest {

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "app.ready,                 false, app.ready, ''",
        "?app.ready,                true,  app.ready, ''",
        "app.ready some data,       false, app.ready, some data",
        "?app.ready {\"a\": 1},     true,  app.ready, {\"a\": 1}",
        "'app.ready  two spaces',   false, app.ready, ' two spaces'",
        "'app.ready ',              false, app.ready, ''"
    })
    void shouldReadTypeAndData(String value, boolean wantsReply, String type, String data) {
        Message message = StoreText.decode(bytes(value)).orElseThrow();
        assertThat(message.wantsReply()).isEqualTo(wantsReply);
        assertThat(message.type()).isEqualTo(type);
        assertThat(text(message.payload())).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                " data",
                "? data",
                "??a",
                ".hidden",
                "-a",
                "a/b",
                "gr\u00fc\u00dfe",
                "a\u0000b",
                "a d\u0000"
            })
    void shouldFindMalformed(String value) {
        assertThat(StoreText.decode(bytes(value))).isEmpty();
    }

    @Test
    void shouldFindAnythingButUtf8Malformed() {
        assertThat(StoreText.decode(new byte[] {'a', ' ', (byte) 0xff})).isEmpty();
    }

    @Test
    void shouldTakeATypeOf255CharactersAndNoLonger() {
        assertThat(StoreText.decode(bytes("a".repeat(255)))).isPresent();
        assertThat(StoreText.decode(bytes("a".repeat(256)))).isEmpty();
    }

    @Test
    void shouldCarry2000BytesAndSayTheLimitBeyond() {
        byte[] fits = new byte[1998];
        java.util.Arrays.fill(fits, (byte) 'x');
        assertThat(StoreText.encode(new Message("a", fits, false))).hasSize(2000);
        assertThatThrownBy(() -> StoreText.encode(new Message("a", fits, true)))
                .hasMessage("the event has 2001 bytes with its type; the store door carries at most 2000.");
    }

    @Test
    void shouldRefuseToSendWhatIsTheListenersOwn() {
        assertThatThrownBy(() -> StoreText.encode(new Message("xen-notify.gap", new byte[0], false)))
                .hasMessageContaining("the listener's own");
    }

    @Test
    void shouldCutAReplyAndDropOneFinalNewline() {
        assertThat(text(StoreText.encode(new Reply(true, bytes("done\n\n"))))).isEqualTo("ok done\n");
        assertThat(text(StoreText.encode(new Reply(true, bytes("\n"))))).isEqualTo("ok");
        assertThat(text(StoreText.encode(new Reply(false, bytes("malformed"))))).isEqualTo("error malformed");
        assertThat(StoreText.encode(new Reply(true, new byte[5000]))).hasSize(1900);
    }

    @Test
    void shouldTellARepliesOutcome() {
        assertThat(StoreText.decodeReply(bytes("ok")).orElseThrow().ok()).isTrue();
        assertThat(text(StoreText.decodeReply(bytes("error no such disk"))
                        .orElseThrow()
                        .data()))
                .isEqualTo("no such disk");
        assertThat(StoreText.decodeReply(bytes("okay"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a.b", "a b", "\u00e4"})
    void shouldRefuseAnIdThatXenStoreOrTheContractForbids(String id) {
        assertThat(StoreText.isId(id)).isFalse();
    }

    @Test
    void shouldTakeAnIdOf64Characters() {
        assertThat(StoreText.isId("A-z_0".repeat(12) + "abcd")).isTrue();
        assertThat(StoreText.isId("a".repeat(65))).isFalse();
    }

    @Property
    void shouldReadBackWhatWasWritten(
            @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 1, max = 255) String type,
            @ForAll @CharRange(from = ' ', to = '\u9fff') @StringLength(max = 500) String data,
            @ForAll boolean wantsReply) {
        byte[] value = StoreText.encode(new Message(type, bytes(data), wantsReply));
        Message message = StoreText.decode(value).orElseThrow();
        assertThat(message.type()).isEqualTo(type);
        assertThat(text(message.payload())).isEqualTo(data);
        assertThat(message.wantsReply()).isEqualTo(wantsReply);
    }

    @Property
    void shouldNeverDoAnythingButDecodeOrDecline(@ForAll @Size(max = 2100) byte[] anything) {
        assertThat(StoreText.decode(anything)).isNotNull();
        assertThat(StoreText.decodeReply(anything)).isNotNull();
    }
}
