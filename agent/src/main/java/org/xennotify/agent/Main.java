package org.xennotify.agent;

import java.util.List;
import java.util.Optional;
import org.xennotify.agent.command.CommandLineInterface;
import org.xennotify.agent.command.Terminal;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.lifecycle.Printout;

/** {@code xen-notify}: the guest's side. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Printout out = Printout.ofProcess();
        Terminal terminal = new Terminal(System.in, out.stream(), System.err);
        Exit exit = new CommandLineInterface(terminal, System.getenv()).run(List.of(arguments));
        System.exit((exit == Exit.DONE && isLost(out) ? Exit.FAILED : exit).status());
    }

    private static boolean isLost(Printout out) {
        Optional<String> failure = out.failure();
        failure.ifPresent(why -> System.err.println("xen-notify: " + why));
        return failure.isPresent();
    }
}
