package org.xennotify.listener.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.xennotify.event.Limits;

/** A publication as the guest wrote it: any bytes, any of them missing. */
record RawPublication(
        Optional<byte[]> epoch,
        Optional<byte[]> version,
        Optional<byte[]> platform,
        Optional<byte[]> eventChannel,
        Optional<byte[]> ringRef) {
    private static final String VERSION = "1";
    private static final long LARGEST_PORT = 131071;
    private static final long LARGEST_GRANT = 0xffff_ffffL;
    private static final int LONGEST_IN_LOG = 40;

    /** What no number, version or epoch of ours can be longer than. */
    private static final int LONGEST = 16;

    boolean hasEpoch(Optional<byte[]> other) {
        return Arrays.equals(epoch.orElse(null), other.orElse(null));
    }

    Finding parse() {
        if (epoch.isEmpty()) {
            return new Finding.Nothing();
        }
        if (!text(epoch).matches("[0-9a-f]{16}")) {
            return unusable("epoch", epoch, "16 lower-case hex digits");
        }
        if (!text(version).equals(VERSION)) {
            return unusable("version", version, VERSION);
        }
        OptionalLong port = number(eventChannel, LARGEST_PORT);
        if (eventChannel.isPresent() && port.isEmpty()) {
            return unusable("event-channel", eventChannel, "a port from 1 to " + LARGEST_PORT);
        }
        OptionalLong ring = number(ringRef, LARGEST_GRANT);
        if (ringRef.isPresent() && ring.isEmpty()) {
            return unusable("ring-ref", ringRef, "a grant reference from 1 to " + LARGEST_GRANT);
        }
        return new Finding.Usable(new Publication(text(epoch), platformText(), toInt(port), ring));
    }

    /** Too long a value becomes one that nothing of ours looks like. */
    private static String text(Optional<byte[]> value) {
        return value.filter(bytes -> bytes.length <= LONGEST)
                .map(bytes -> new String(bytes, ISO_8859_1))
                .orElse("");
    }

    private static OptionalLong number(Optional<byte[]> value, long largest) {
        String digits = text(value);
        if (!digits.matches("[1-9][0-9]{0,9}")) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(digits);
        return number <= largest ? OptionalLong.of(number) : OptionalLong.empty();
    }

    private static OptionalInt toInt(OptionalLong number) {
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    private String platformText() {
        return platform.map(bytes -> Printable.of(bytes, Limits.PLATFORM)).orElse("");
    }

    private Finding unusable(String node, Optional<byte[]> value, String expected) {
        String is = value.map(bytes -> "is '" + Printable.of(bytes, LONGEST_IN_LOG) + "'")
                .orElse("is missing");
        String key = epoch.map(bytes -> Printable.of(bytes, LONGEST_IN_LOG)).orElse("");
        return new Finding.Unusable(key, "node " + node + " " + is + ", expected " + expected);
    }
}
