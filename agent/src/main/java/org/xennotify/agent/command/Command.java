package org.xennotify.agent.command;

import java.io.IOException;
import org.apache.commons.cli.Options;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.ExitException;

/** What {@code xen-notify NAME} does. */
public interface Command {

    /** The options it knows, the common ones included. */
    Options options();

    /**
     * Does it.
     *
     * @throws ExitException if it ends otherwise than done
     * @throws org.xennotify.device.UnavailableException if something of Xen's is not to be had
     */
    Exit run(Invocation invocation) throws IOException, ExitException;
}
