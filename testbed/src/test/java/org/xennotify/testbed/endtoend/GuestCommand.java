package org.xennotify.testbed.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.xennotify.agent.command.CommandLineInterface;
import org.xennotify.agent.command.Terminal;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.device.Platform;
import org.xennotify.lifecycle.Printout;
import org.xennotify.testbed.sim.SimGuest;

/** {@code xen-notify} as somebody in a guest types it, in this process. */
final class GuestCommand {
    private final SimGuest guest;

    GuestCommand(SimGuest guest) {
        this.guest = guest;
    }

    /** How a command ended, and what it wrote. */
    record Result(Exit exit, String out, String err) {}

    Result run(String... typed) {
        return runWith("", typed);
    }

    /** The same with something on standard input. */
    Result runWith(String input, String... typed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new Printout(out, UTF_8),
                new PrintStream(err, true, UTF_8));
        Map<String, String> environment =
                Map.of(Platform.ENVIRONMENT, guest.platform().name());
        Exit exit = new CommandLineInterface(terminal, environment).run(List.of(typed));
        return new Result(exit, out.toString(UTF_8), err.toString(UTF_8));
    }
}
