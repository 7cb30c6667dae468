package org.xennotify.lifecycle;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** Whether somebody looks on. */
public final class Terminals {
    private Terminals() {}

    /**
     * Whether one of this process's descriptors is a terminal: 0 standard input, 1 standard output, 2 standard error. Runs
     * a shell, which takes some milliseconds; false where there is none.
     */
    public static boolean isTerminal(int descriptor) {
        try {
            return new ProcessBuilder("sh", "-c", "test -t " + descriptor)
                            .redirectInput(Redirect.INHERIT)
                            .redirectOutput(Redirect.INHERIT)
                            .redirectError(Redirect.INHERIT)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noShell) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
