package org.xennotify.listener.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.xennotify.device.Domains;
import org.xennotify.device.EventChannels;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;
import org.xennotify.lifecycle.Reason;
import org.xennotify.listener.control.LockFile;
import org.xennotify.listener.journal.JournalNote;
import org.xennotify.trap.VmEventRing;
import org.xennotify.xenstore.XenStoreClient;
import org.xennotify.xenstore.XenStoreException;

/** {@code doctor}: what a listener needs, whether it is there, and what to do if not. */
public final class DoctorCommand implements Command {
    private static final Path CAPABILITIES = Path.of("/proc/xen/capabilities");

    /** Looks at one thing: what it found, or an exception with cause and remedy. */
    private interface Check {
        String look() throws IOException;
    }

    private static final class Report {
        private final Table table = new Table();
        private int status = ExitStatus.DONE;

        void need(String what, Check check) {
            try {
                table.row("ok", what, check.look());
            } catch (IOException e) {
                table.row("MISSING", what, Reason.of(e));
                status = ExitStatus.UNAVAILABLE;
            }
        }

        void mention(String what, Check check) {
            try {
                table.row("ok", what, check.look());
            } catch (IOException e) {
                table.row("-", what, Reason.of(e));
            }
        }
    }

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String summary() {
        return "checks what a listener needs on this machine, and says what to do";
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(Cli.option("control", "PATH", "the listener's socket, if it is not the usual one"));
    }

    @Override
    public int run(Invocation invocation) throws UsageException, IOException {
        Platform platform = invocation.openPlatform();
        Report report = new Report();
        report.need("XenStore", () -> store(platform));
        report.need("Dom0", () -> dom0(platform));
        report.need("event channels", () -> channels(platform));
        report.mention("guests' pages", () -> pages(platform));
        report.mention("list of domains", () -> domains(platform));
        report.mention("traps", () -> traps(platform));
        report.mention("running listener", () -> listener(platform));
        report.mention("journal", () -> journal(platform));
        Path socket = invocation.controlSocket(platform);
        report.mention(
                "its socket", () -> "answers, with " + GuestsCommand.ask(socket).size() + " guests");
        invocation.out().print(report.table);
        return report.status;
    }

    private static String store(Platform platform) throws IOException {
        try (XenStoreClient store = XenStoreClient.connect(platform::openStore)) {
            store.exists("/local/domain");
            return "answers";
        }
    }

    /** The kernel's word, or that of XenStore, which lets only Dom0 ask about other domains. */
    private static String dom0(Platform platform) throws IOException {
        if (Files.isReadable(CAPABILITIES) && Files.readString(CAPABILITIES).contains("control_d")) {
            return CAPABILITIES + " says control_d";
        }
        try (XenStoreClient store = XenStoreClient.connect(platform::openStore)) {
            store.isIntroduced(0);
            return "XenStore treats us as Dom0";
        } catch (XenStoreException e) {
            throw new UnavailableException(
                    "this is not Dom0, or its xenfs is not mounted at /proc/xen: xen-listen runs"
                            + " in Dom0, xen-notify in guests.",
                    e);
        }
    }

    private static String channels(Platform platform) throws IOException {
        try (EventChannels channels = platform.openEventChannels()) {
            return "work, e.g. port " + channels.allocateUnbound(0);
        }
    }

    private static String pages(Platform platform) throws IOException {
        try {
            platform.openGrantMapper().close();
            return "can be mapped: rings work";
        } catch (UnavailableException e) {
            throw new UnavailableException(e.getMessage() + " Rings do not work meanwhile.", e);
        }
    }

    private static String domains(Platform platform) throws IOException {
        try (Domains domains = platform.openDomains()) {
            return domains.list().size() + " domains beside this one";
        } catch (UnavailableException e) {
            throw new UnavailableException(e.getMessage() + " XenStore's list serves meanwhile.", e);
        }
    }

    private static String traps(Platform platform) throws IOException {
        try (Hypervisor hypervisor = platform.openHypervisor()) {
            VmEventRing.checkVersion(hypervisor.monitorVersion());
            return "of PVH and HVM guests can be heard";
        }
    }

    private static String journal(Platform platform) throws IOException {
        Optional<JournalNote.State> journal = new JournalNote(platform.runDirectory()).read();
        if (journal.isEmpty()) {
            throw new UnavailableException("none: events are kept only where routes lead.");
        }
        JournalNote.State state = journal.get();
        if (LockFile.holder(platform.runDirectory()).isEmpty()) {
            throw new UnavailableException(state.journal() + " is that of the last listener: none runs.");
        }
        if (!state.failure().isEmpty()) {
            throw new IOException(state.journal() + " CANNOT BE WRITTEN (" + state.failure()
                    + "): guests wait; make room there, and all goes on.");
        }
        return state.journal() + " can be written";
    }

    private static String listener(Platform platform) throws IOException {
        String holder = LockFile.holder(platform.runDirectory());
        if (holder.isEmpty()) {
            throw new UnavailableException("none runs: start xen-listen run.");
        }
        return "process " + holder;
    }
}
