package org.xennotify.listener.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.cli.Options;
import org.xennotify.lifecycle.Terminals;

/** {@code top}: how guests stand, live on the whole terminal. */
public final class TopCommand implements Command {
    /** See {@link Terminal#open}. */
    private static final int LONGEST_DELAY = 25;

    @Override
    public String name() {
        return "top";
    }

    @Override
    public String summary() {
        return "shows live on the whole terminal how guests stand; keys: q quits, d n e r b sort";
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(Cli.option("delay", "SECONDS", "between two looks, 1 to 25; default 2"))
                .addOption(Cli.option("control", "PATH", "the listener's socket, if it is not the usual one"));
    }

    @Override
    public int run(Invocation invocation) throws UsageException, IOException {
        int delay = Numbers.parse(invocation.options().getOptionValue("delay", "2"), "--delay", 1, LONGEST_DELAY);
        if (!Terminals.isTerminal(1)) {
            throw new UsageException("top needs a terminal: xen-listen guests prints a table anywhere.");
        }
        Path socket = invocation.controlSocket(invocation.openPlatform());
        List<JsonNode> guests = GuestsCommand.ask(socket);
        try (Terminal terminal = Terminal.open(invocation.out(), delay)) {
            TopScreen screen = new TopScreen(Terminal.hasColours());
            Column sort = Column.DOMID;
            while (true) {
                terminal.draw(screen.lines(
                        guests, sort, Terminal.size(), Instant.now(), LocalTime.now(ZoneId.systemDefault())));
                long drawn = System.nanoTime();
                int key = terminal.key();
                if (key == 'q' || isGone(key, drawn)) {
                    return ExitStatus.DONE;
                }
                sort = TopScreen.sort(key, sort);
                guests = GuestsCommand.ask(socket);
            }
        }
    }

    /** A terminal that is no more gives no key, and does not wait for one. */
    private static boolean isGone(int key, long since) {
        return key < 0 && System.nanoTime() - since < TimeUnit.MILLISECONDS.toNanos(500);
    }
}
