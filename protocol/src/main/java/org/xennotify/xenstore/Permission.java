package org.xennotify.xenstore;

/**
 * What one domain may do with a node. The first permission of a node names its owner, who may do everything; its access
 * is what domains that are not listed may do.
 */
public record Permission(Access access, int domid) {

    /** Access and its letter. */
    public enum Access {
        NONE('n'),
        READ('r'),
        WRITE('w'),
        BOTH('b');

        private final char letter;

        Access(char letter) {
            this.letter = letter;
        }

        private static Access of(char letter) {
            for (Access access : values()) {
                if (access.letter == letter) {
                    return access;
                }
            }
            throw new IllegalArgumentException("'" + letter + "' is none of n, r, w, b");
        }
    }

    /**
     * Reads {@code r7}.
     *
     * @throws IllegalArgumentException if it is no permission
     */
    public static Permission parse(String text) {
        if (!text.matches("[nrwb][0-9]{1,5}")) {
            throw new IllegalArgumentException("'" + text + "' is no permission such as n0 or r7");
        }
        return new Permission(Access.of(text.charAt(0)), Integer.parseInt(text.substring(1)));
    }

    /** As it goes over the wire: {@code r7}. */
    @Override
    public String toString() {
        return "" + access.letter + domid;
    }
}
