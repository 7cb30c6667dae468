package org.xennotify.listener.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What of an event may stand in a handler's arguments and environment: nothing that a guest can choose freely. */
public enum Field {
    XENDOMID,
    XENDOOR,
    TYPE,
    ID,
    SUBJECT,
    SEQUENCE;

    private static final Pattern BRACES = Pattern.compile("\\{([A-Za-z_]+)}");

    /** As it is written between braces: {@code xendomid}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As it is called in the environment: {@code XEN_NOTIFY_XENDOMID}. */
    public String variable() {
        return "XEN_NOTIFY_" + name();
    }

    /** The next word in braces of an argument; {@link #of} says what it means. */
    public static Matcher in(String argument) {
        return BRACES.matcher(argument);
    }

    /** The field that a word in braces names. */
    public static Optional<Field> of(String label) {
        return Arrays.stream(values())
                .filter(field -> field.label().equals(label))
                .findFirst();
    }

    /** All of them, for messages. */
    static String list() {
        return Arrays.stream(values()).map(Field::label).collect(Collectors.joining(", "));
    }
}
