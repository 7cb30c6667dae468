package org.xennotify.agent.command;

import java.io.InputStream;
import java.io.PrintStream;
import org.xennotify.lifecycle.Printout;

/** What a command reads from and writes to. */
public record Terminal(InputStream in, Printout out, PrintStream err) {
    /** The process's own. */
    public static Terminal ofProcess() {
        return new Terminal(System.in, Printout.ofProcess(), System.err);
    }
}
