package org.xennotify.listener.config;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A pattern in which {@code *} stands for any characters, {@code ?} for one, and everything else for itself. */
public final class Glob {
    /** Matches everything. */
    public static final Glob ANY = new Glob("*");

    private final String text;
    private final byte[] pattern;
    private final boolean any;

    /**
     * Makes a pattern.
     *
     * @throws IllegalArgumentException if it is empty: it would match nothing
     */
    public Glob(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an empty pattern matches nothing: use \"*\" for everything.");
        }
        this.text = text;
        this.pattern = text.getBytes(UTF_8);
        this.any = text.equals("*");
    }

    /** Whether the bytes of {@code text} from index {@code from} up to {@code end} match; they are valid UTF-8. */
    public boolean matches(byte[] text, int from, int end) {
        return any || matchesAll(text, from, end);
    }

    /** After a mismatch the last star takes one byte more: earlier ones need never be looked at again. */
    private boolean matchesAll(byte[] name, int from, int end) {
        int next = from;
        int at = 0;
        int afterStar = -1;
        int starTakesUpTo = from;
        while (next < end) {
            if (at < pattern.length && pattern[at] == '*') {
                afterStar = ++at;
                starTakesUpTo = next;
            } else if (at < pattern.length && pattern[at] == '?') {
                next = afterCharacter(name, next, end);
                at++;
            } else if (at < pattern.length && pattern[at] == name[next]) {
                next++;
                at++;
            } else if (afterStar >= 0) {
                starTakesUpTo = afterCharacter(name, starTakesUpTo, end);
                next = starTakesUpTo;
                at = afterStar;
            } else {
                return false;
            }
        }
        return isOnlyStars(at);
    }

    /** Whether it matches everything. */
    public boolean isAny() {
        return any;
    }

    private static int afterCharacter(byte[] utf8, int at, int end) {
        int next = at + 1;
        while (next < end && (utf8[next] & 0xc0) == 0x80) {
            next++;
        }
        return next;
    }

    private boolean isOnlyStars(int from) {
        for (int i = from; i < pattern.length; i++) {
            if (pattern[i] != '*') {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
