package org.xennotify.agent.intake;

import java.util.Locale;
import java.util.Optional;

/** By which door a sender wants to go. */
public enum Via {
    /** Whichever is there; the best first. */
    AUTO,
    BELL,
    RING,
    STORE,
    TRAP;

    /** What a person may write. */
    public static final String CHOICES = "auto|bell|ring|store|trap";

    /** Reads what a person wrote; empty if it is none of them. */
    public static Optional<Via> parse(String text) {
        for (Via via : values()) {
            if (via.label().equals(text)) {
                return Optional.of(via);
            }
        }
        return Optional.empty();
    }

    /** As a person writes it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
