package org.xennotify.agent.command;

import java.io.InputStream;
import java.io.PrintStream;

/** What a command reads from and writes to. */
public record Terminal(InputStream in, PrintStream out, PrintStream err) {
    /** The process's own. */
    public static Terminal ofProcess() {
        return new Terminal(System.in, System.out, System.err);
    }
}
