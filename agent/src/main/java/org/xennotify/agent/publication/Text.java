package org.xennotify.agent.publication;

/** Text from elsewhere, made fit for a node or a line of output. */
final class Text {
    private static final int LONGEST = 128;

    private Text() {}

    /** Printable ASCII, at most 128 characters; others become question marks. */
    static String printable(String text) {
        String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
        return cut.replaceAll("[^ -~]", "?");
    }
}
