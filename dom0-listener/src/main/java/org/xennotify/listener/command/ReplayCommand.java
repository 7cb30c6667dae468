package org.xennotify.listener.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.xennotify.device.UnavailableException;
import org.xennotify.listener.journal.JournalNote;
import org.xennotify.listener.journal.Query;
import org.xennotify.listener.journal.Replay;

/** {@code replay}: prints what the journal holds, as it was printed when it came. */
public final class ReplayCommand implements Command {

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public String summary() {
        return "prints the events of the journal, one line of JSON each, the oldest first";
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(Cli.option("since", "TIME", "only what came then or later, e.g. 10m (ago)"))
                .addOption(Cli.option("until", "TIME", "only what came before, e.g. 2026-11-28T05:00:00Z"))
                .addOption(Cli.option("type", "GLOB", "only events of such types, e.g. 'app.*'"))
                .addOption(Cli.option("guest", "NAME|DOMID", "only events of this guest; the name may have * and ?"))
                .addOption(Cli.option("journal", "DIRECTORY", "the journal, if it is not the running listener's"));
    }

    @Override
    public int run(Invocation invocation) throws UsageException, IOException {
        Query query = query(invocation);
        int broken = print(new Replay(journal(invocation), query), invocation.out());
        if (broken > 0) {
            System.err.println("xen-listen: " + broken + " lines of the journal are no events and were left out.");
        }
        return ExitStatus.DONE;
    }

    private static int print(Replay journal, PrintStream out) throws IOException {
        return journal.readBy((event, line) -> {
            out.print(line + "\n");
            return !out.checkError();
        });
    }

    private static Query query(Invocation invocation) throws UsageException {
        Instant now = Instant.now();
        Instant since = Moment.parse("since", text(invocation, "since", Instant.EPOCH.toString()), now);
        Instant until = Moment.parse("until", text(invocation, "until", "9999-12-31T23:59:59Z"), now);
        if (!since.isBefore(until)) {
            throw new UsageException("--since is not before --until: nothing came between them.");
        }
        return new Query(since, until, text(invocation, "type", ""), text(invocation, "guest", ""));
    }

    private static String text(Invocation invocation, String option, String otherwise) {
        return invocation.options().getOptionValue(option, otherwise);
    }

    /** The journal that is named, or else the one of the last listener here that had one. */
    static Path journal(Invocation invocation) throws UsageException, IOException {
        Optional<Path> journal = invocation.path("journal");
        if (journal.isEmpty()) {
            journal = new JournalNote(invocation.openPlatform().runDirectory())
                    .read()
                    .map(JournalNote.State::journal);
        }
        if (journal.isPresent() && Files.exists(journal.get()) && !Files.isReadable(journal.get())) {
            throw new UnavailableException("no permission to read the journal " + journal.get() + ": be root.");
        }
        if (journal.isEmpty() || !Replay.isJournal(journal.get())) {
            throw new IOException("there is no journal"
                    + journal.map(path -> " " + path).orElse("") + ": name it by --journal, or write"
                    + " journal = { path = \"…\" } at the top of the file of routes.");
        }
        return journal.get();
    }
}
