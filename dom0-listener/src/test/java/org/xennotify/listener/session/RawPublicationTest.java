package org.xennotify.listener.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.event.Limits;

class RawPublicationTest {
    private static final String EPOCH = "0123456789abcdef";

    private static Optional<byte[]> bytes(String text) {
        return Optional.of(text.getBytes(ISO_8859_1));
    }

    private static Finding withPort(String port) {
        return new RawPublication(bytes(EPOCH), bytes("1"), Optional.empty(), bytes(port), Optional.empty()).parse();
    }

    private static Finding withRing(String ring) {
        return new RawPublication(bytes(EPOCH), bytes("1"), Optional.empty(), bytes("7"), bytes(ring)).parse();
    }

    private static Finding withVersion(String version) {
        return new RawPublication(bytes(EPOCH), bytes(version), Optional.empty(), bytes("7"), Optional.empty()).parse();
    }

    private static Finding withEpoch(String epoch) {
        return new RawPublication(bytes(epoch), bytes("1"), Optional.empty(), bytes("7"), Optional.empty()).parse();
    }

    @Example
    void aBellIsAPortWithoutARing() {
        assertThat(withPort("131071"))
                .isEqualTo(
                        new Finding.Usable(new Publication(EPOCH, "", OptionalInt.of(131071), OptionalLong.empty())));
    }

    @Example
    void aGrantReferenceHas32Bits() {
        assertThat(withRing("4294967295"))
                .isEqualTo(new Finding.Usable(
                        new Publication(EPOCH, "", OptionalInt.of(7), OptionalLong.of(4294967295L))));
    }

    @Example
    void withoutAnEpochNothingIsPublished() {
        RawPublication raw =
                new RawPublication(Optional.empty(), bytes("9"), Optional.empty(), bytes("x"), Optional.empty());
        assertThat(raw.parse()).isInstanceOf(Finding.Nothing.class);
    }

    @Example
    void aVersionIsNeeded() {
        RawPublication raw =
                new RawPublication(bytes(EPOCH), Optional.empty(), Optional.empty(), bytes("7"), Optional.empty());
        assertThat(raw.parse()).isEqualTo(new Finding.Unusable(EPOCH, "node version is missing, expected 1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "+7",
                " 7",
                "7 ",
                "7\n",
                "07",
                "7.0",
                "0x7",
                "131072",
                "4294967303",
                "18446744073709551623",
                "99999999999999999999999999999999999999",
                "seven",
                "7\0",
                "\0",
                "\u00b2",
                "\u00ff\u00fe"
            })
    void aHostilePortIsRefused(String port) {
        assertThat(withPort(port)).isInstanceOf(Finding.Unusable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-8", "4294967296", "99999999999999999999", "8 9", "\u00ff"})
    void aHostileGrantReferenceIsRefused(String ring) {
        assertThat(withRing(ring)).isInstanceOf(Finding.Unusable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "1 ", "01", "1.0", "1\0", "99999999999999999999"})
    void aVersionFromTheFutureIsRefused(String version) {
        assertThat(withVersion(version)).isInstanceOf(Finding.Unusable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789abcde",
                "0123456789abcdef0",
                "0123456789ABCDEF",
                "0123456789abcdeg",
                "../../../../etc/p"
            })
    void aHostileEpochIsRefused(String epoch) {
        assertThat(withEpoch(epoch)).isInstanceOf(Finding.Unusable.class);
    }

    @Property
    void anyBytesInAnyNodeAreParsedIntoSomethingHarmless(
            @ForAll @Size(max = 40) byte[] epoch,
            @ForAll @Size(max = 40) byte[] version,
            @ForAll @Size(max = 4000) byte[] platform,
            @ForAll @Size(max = 40) byte[] port) {
        Finding garbage = new RawPublication(
                        Optional.of(epoch),
                        Optional.of(version),
                        Optional.of(platform),
                        Optional.of(port),
                        Optional.of(port))
                .parse();
        assertThat(garbage).isInstanceOf(Finding.Unusable.class);
        assertThat(garbage.toString()).matches("[ -~]{0,300}");

        Finding usable = new RawPublication(
                        bytes(EPOCH), bytes("1"), Optional.of(platform), Optional.empty(), Optional.empty())
                .parse();
        assertThat(((Finding.Usable) usable).publication().platform()).matches("[ -~]{0," + Limits.PLATFORM + "}");
    }
}
