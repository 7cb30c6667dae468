package org.xennotify.xenstore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestTest {

    /** Every request with its number and payload from xs_wire.h; {@code |} stands for NUL. */
    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of(new Request.Directory("a"), 1, "a|"),
                Arguments.of(new Request.Read("/a"), 2, "/a|"),
                Arguments.of(new Request.GetPermissions("a"), 3, "a|"),
                Arguments.of(new Request.Watch("@introduceDomain", "t", OptionalInt.empty()), 4, "@introduceDomain|t|"),
                Arguments.of(new Request.Watch("a", "t", OptionalInt.of(1)), 4, "a|t|1|"),
                Arguments.of(new Request.Unwatch("a", "t"), 5, "a|t|"),
                Arguments.of(new Request.TransactionStart(), 6, "|"),
                Arguments.of(new Request.TransactionEnd(true), 7, "T|"),
                Arguments.of(new Request.TransactionEnd(false), 7, "F|"),
                Arguments.of(new Request.GetDomainPath(7), 10, "7|"),
                Arguments.of(new Request.Write("a", "v".getBytes(ISO_8859_1)), 11, "a|v"),
                Arguments.of(new Request.MakeDirectory("a"), 12, "a|"),
                Arguments.of(new Request.Remove("a"), 13, "a|"),
                Arguments.of(new Request.SetPermissions("a", permissions()), 14, "a|n1|r0|"),
                Arguments.of(new Request.IsDomainIntroduced(3), 17, "3|"),
                Arguments.of(new Request.ResetWatches(), 21, "|"),
                Arguments.of(new Request.DirectoryPart("a", 12), 22, "a|12|"),
                Arguments.of(new Request.GetFeature(), 23, "|"),
                Arguments.of(new Request.GetQuota("nodes"), 25, "nodes|"));
    }

    private static List<Permission> permissions() {
        return List.of(new Permission(Permission.Access.NONE, 1), new Permission(Permission.Access.READ, 0));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void shouldHaveTheNumberAndPayloadOfTheHeader(Request request, int number, String payload) {
        assertThat(request.type().number()).isEqualTo(number);
        assertThat(new String(request.payload(), ISO_8859_1).replace('\0', '|')).isEqualTo(payload);
    }
}
