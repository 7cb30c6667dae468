package org.xennotify.testbed.sim.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xennotify.xenstore.Packet;
import org.xennotify.xenstore.Permission;

/** A request's payload: strings that end with NUL, and what may follow. */
final class Arguments {
    private final byte[] payload;
    private final List<String> strings = new ArrayList<>();
    private int firstEnd = -1;
    private int lastEnd;

    Arguments(Packet request) {
        this.payload = request.payload();
        for (int i = 0; i < payload.length; i++) {
            if (payload[i] == 0) {
                strings.add(new String(payload, lastEnd, i - lastEnd, ISO_8859_1));
                lastEnd = i + 1;
                firstEnd = firstEnd < 0 ? lastEnd : firstEnd;
            }
        }
    }

    /** The first string, or nothing, for whom it may concern. */
    String path() {
        return strings.isEmpty() ? "" : strings.get(0);
    }

    /** The only string; nothing may follow it. */
    String only() throws Refused {
        if (strings.size() != 1 || lastEnd != payload.length) {
            throw new Refused("EINVAL");
        }
        return strings.get(0);
    }

    /** The first string, with anything behind it. */
    String first() throws Refused {
        return atLeast(1).get(0);
    }

    List<String> atLeast(int count) throws Refused {
        if (strings.size() < count) {
            throw new Refused("EINVAL");
        }
        return strings;
    }

    List<String> exactly(int count) throws Refused {
        if (strings.size() != count) {
            throw new Refused("EINVAL");
        }
        return strings;
    }

    int count() {
        return strings.size();
    }

    /** What follows the first string. */
    byte[] rest() {
        return Arrays.copyOfRange(payload, firstEnd, payload.length);
    }

    List<Permission> permissions() throws Refused {
        try {
            return atLeast(2).stream().skip(1).map(Permission::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new Refused("EINVAL");
        }
    }

    /** As C's atoi reads it: what does not begin like a number is 0. */
    static int number(String text) {
        int end = text.startsWith("-") ? 1 : 0;
        while (end < text.length() && end < 10 && Character.isDigit(text.charAt(end))) {
            end++;
        }
        String digits = text.substring(0, end);
        return digits.isEmpty() || digits.equals("-") ? 0 : (int) Long.parseLong(digits);
    }
}
