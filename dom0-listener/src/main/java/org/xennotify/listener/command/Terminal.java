package org.xennotify.listener.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The whole terminal, for as long as it is open: another screen than that of the shell, and keys one by one. It is given
 * back on every way out of the process but SIGKILL. {@code stty} does it, since POSIX has it everywhere.
 */
final class Terminal implements AutoCloseable {
    private static final File DEVICE = new File("/dev/tty");
    private static final String OTHER_SCREEN = "\u001b[?1049h\u001b[?25l";
    private static final String SAME_SCREEN = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";
    private static final Size USUAL = new Size(24, 80);

    /** Rows and columns. */
    record Size(int rows, int columns) {}

    private final String before;
    private final FileInputStream keys;
    private final PrintStream out;
    private final Thread atEnd = new Thread(this::giveBack, "terminal");
    private boolean given;

    private Terminal(String before, FileInputStream keys, PrintStream out) {
        this.before = before;
        this.keys = keys;
        this.out = out;
    }

    /**
     * Takes it.
     *
     * @param seconds how long {@link #key} waits, 1 to 25: {@code stty} counts tenths in a byte
     * @throws IOException if there is none
     */
    static Terminal open(PrintStream out, int seconds) throws IOException {
        FileInputStream keys = new FileInputStream(DEVICE);
        try {
            Terminal terminal = new Terminal(stty("-g"), keys, out);
            Runtime.getRuntime().addShutdownHook(terminal.atEnd);
            stty("-icanon", "-echo", "susp", "undef", "min", "0", "time", Integer.toString(seconds * 10));
            terminal.print(OTHER_SCREEN);
            return terminal;
        } catch (IOException e) {
            keys.close();
            throw e;
        }
    }

    /** Its size now; 24 rows of 80 columns if it does not tell. */
    static Size size() {
        try {
            String[] size = stty("size").split(" ", 2);
            Size told = new Size(Integer.parseInt(size[0]), Integer.parseInt(size[1]));
            return told.rows() > 0 && told.columns() > 0 ? told : USUAL;
        } catch (IOException | NumberFormatException e) {
            return USUAL;
        }
    }

    /** Whether people want them, see no-color.org. */
    static boolean hasColours() {
        return System.getenv().getOrDefault("NO_COLOR", "").isEmpty()
                && !System.getenv().getOrDefault("TERM", "dumb").equals("dumb");
    }

    private static String stty(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(Arrays.asList(arguments));
        Process stty = new ProcessBuilder(command)
                .redirectInput(DEVICE)
                .redirectErrorStream(true)
                .start();
        String said = new String(stty.getInputStream().readAllBytes(), UTF_8).strip();
        try {
            if (stty.waitFor() != 0) {
                throw new IOException(said);
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Waits for a key; -1 if none comes in time, or the terminal is gone. */
    int key() throws IOException {
        return keys.read();
    }

    /** Fills the screen with lines, none of which is wider than it. */
    void draw(List<String> lines) {
        print(HOME + String.join(REST_OF_LINE + "\r\n", lines) + REST_OF_LINE + REST_OF_SCREEN);
    }

    private synchronized void print(String text) {
        if (!given) {
            out.print(text);
            out.flush();
        }
    }

    private synchronized void giveBack() {
        print(SAME_SCREEN);
        if (!given) {
            given = true;
            try {
                stty(before);
            } catch (IOException gone) {
                // With the terminal.
            }
        }
    }

    @Override
    public void close() throws IOException {
        giveBack();
        keys.close();
    }
}
