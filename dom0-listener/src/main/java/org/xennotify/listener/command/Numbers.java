package org.xennotify.listener.command;

/** Numbers that a person writes. */
final class Numbers {
    private Numbers() {}

    /**
     * Reads a decimal number, or a hexadecimal one behind {@code 0x}.
     *
     * @param what for messages, e.g. {@code ADDRESS}
     * @return 64 bits, to be taken as unsigned
     */
    static long parse(String text, String what) throws UsageException {
        try {
            return text.startsWith("0x")
                    ? Long.parseUnsignedLong(text.substring(2), 16)
                    : Long.parseUnsignedLong(text, 10);
        } catch (NumberFormatException e) {
            throw new UsageException(
                    what + " is a number of 64 bits, 123 or 0x7b, not '" + text + "'; see xen-listen --help.");
        }
    }

    /** The same, of a limited range. */
    static int parse(String text, String what, int least, int most) throws UsageException {
        try {
            long number = Long.decode(text);
            if (number >= least && number <= most) {
                return (int) number;
            }
        } catch (NumberFormatException e) {
            // the same sentence as for a number out of range
        }
        throw new UsageException(what + " is a number from " + least + " to " + most + ", not '" + text + "'.");
    }
}
