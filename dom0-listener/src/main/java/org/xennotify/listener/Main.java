package org.xennotify.listener;

import java.util.List;
import org.xennotify.lifecycle.Printout;
import org.xennotify.listener.command.Cli;
import org.xennotify.listener.command.DoctorCommand;
import org.xennotify.listener.command.GuestsCommand;
import org.xennotify.listener.command.PeekCommand;
import org.xennotify.listener.command.QuiesceCommand;
import org.xennotify.listener.command.ReloadCommand;
import org.xennotify.listener.command.ReplayCommand;
import org.xennotify.listener.command.RunCommand;
import org.xennotify.listener.command.TailCommand;
import org.xennotify.listener.command.TopCommand;

/** {@code xen-listen}, Dom0's side. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Cli cli = new Cli(
                List.of(
                        new RunCommand(),
                        new GuestsCommand(),
                        new TailCommand(),
                        new TopCommand(),
                        new ReloadCommand(),
                        new QuiesceCommand(),
                        new ReplayCommand(),
                        new PeekCommand(),
                        new DoctorCommand()),
                System.getenv(),
                Printout.ofProcess(),
                System.err);
        System.exit(cli.run(args));
    }
}
