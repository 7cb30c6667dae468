package org.xennotify.listener.config;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says which guests are meant: by a domain name that may have wildcards, or by one UUID. */
public final class GuestPattern {
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Every guest. */
    public static final GuestPattern ANY = new GuestPattern("*");

    private final Glob name;
    private final byte @Nullable [] uuid;

    /** {@code text} is a UUID if it has the form of one. */
    public GuestPattern(String text) {
        this.name = new Glob(text);
        this.uuid = UUID.matcher(text).matches() ? text.toLowerCase(Locale.ROOT).getBytes(US_ASCII) : null;
    }

    /** Whether a guest of this name and this UUID, as lower-case text, is meant. */
    public boolean matches(byte[] guestName, byte[] guestUuid) {
        return uuid == null ? name.matches(guestName, 0, guestName.length) : Arrays.equals(uuid, guestUuid);
    }
}
