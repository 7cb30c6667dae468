package org.xennotify.agent;

import java.util.List;
import org.xennotify.agent.command.CommandLineInterface;
import org.xennotify.agent.command.Terminal;

/** {@code xen-notify}: the guest's side. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLineInterface(Terminal.ofProcess(), System.getenv())
                .run(List.of(arguments))
                .status());
    }
}
