package org.xennotify.listener.command;

import java.io.IOException;
import org.apache.commons.cli.Options;

/** One of the things that {@code xen-listen} does. */
public interface Command {
    /** As it is written on the command line. */
    String name();

    /** What it does, in one line. */
    String summary();

    /** Its own options. */
    Options options();

    /**
     * Does it.
     *
     * @return the exit status, see {@link ExitStatus}
     * @throws UsageException if the options make no sense
     * @throws IOException with one sentence for people, if it cannot be done
     */
    int run(Invocation invocation) throws UsageException, IOException;
}
