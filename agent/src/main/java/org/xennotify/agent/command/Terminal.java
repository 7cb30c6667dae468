package org.xennotify.agent.command;

import java.io.InputStream;
import java.io.PrintStream;

/** What a command reads from and writes to. */
public record Terminal(InputStream in, PrintStream out, PrintStream err) {}
