package org.xennotify.listener.command;

import java.io.IOException;
import java.util.List;
import org.apache.commons.cli.Options;

/** One of the things that {@code xen-listen} does. */
public interface Command {
    /** As it is written on the command line. */
    String name();

    /** What it does, in one line. */
    String summary();

    /** The names of its arguments, all of which it needs. */
    default List<String> arguments() {
        return List.of();
    }

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
