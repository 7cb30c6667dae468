package org.xennotify.agent.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.xennotify.agent.door.TrapDoor;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.agent.sender.AgentSender;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;

/** {@code doctor}: which doors this guest has, and for each missing one why and what to do. */
public final class DoctorCommand implements Command {
    private static final String NOTHING = "the agent has published nothing: see xen-notify status.";

    /** Finds out whether a device is there. */
    private interface Trial {
        void openAndClose() throws IOException;
    }

    /** One line of the table. */
    private record Finding(String what, boolean good, String detail) {}

    @Override
    public Options options() {
        return Arguments.options(Arguments.valued("socket"));
    }

    @Override
    public Exit run(Invocation invocation) throws IOException, ExitException {
        invocation.arguments().requireNoWords();
        Platform platform = invocation.platform();
        Map<String, Object> status = new LinkedHashMap<>();
        Finding agent = agent(invocation, status);
        List<Finding> doors = new ArrayList<>(agent.good() ? throughAgent(status) : withoutAgent(platform));
        doors.add(store(platform));
        doors.add(trap(platform));
        PrintStream out = invocation.terminal().out();
        out.println("platform  " + platform.name());
        print(agent, out);
        doors.forEach(door -> print(door, out));
        if (agent.good()) {
            print(restore(status), out);
        }
        print(listener(platform), out);
        out.flush();
        return agent.good() || doors.stream().anyMatch(Finding::good) ? Exit.DONE : Exit.UNAVAILABLE;
    }

    private static void print(Finding finding, PrintStream out) {
        out.printf("%-9s %-4s %s%n", finding.what(), finding.good() ? "yes" : "no", finding.detail());
    }

    private static Finding agent(Invocation invocation, Map<String, Object> status) throws IOException, ExitException {
        try (AgentSender agent = AgentSender.connect(invocation.socket())) {
            if (agent.send(new Request.Status()) instanceof Outcome.Report report) {
                status.putAll(report.fields());
            }
            String state = String.valueOf(status.getOrDefault("state", "gives no account of itself"));
            return new Finding("agent", true, state);
        } catch (UnavailableException e) {
            return missing("agent", e);
        }
    }

    private static List<Finding> throughAgent(Map<String, Object> status) {
        List<String> offered =
                List.of(String.valueOf(status.getOrDefault("doors", "")).split(", "));
        String noBell = offered.contains("ring")
                ? "beside a ring a wake-up is no event: start the agent with --no-ring for a bell."
                : NOTHING;
        String noRing = String.valueOf(status.getOrDefault("no-ring", NOTHING));
        return List.of(throughAgent("bell", offered, noBell), throughAgent("ring", offered, noRing));
    }

    private static Finding throughAgent(String door, List<String> offered, String whyNot) {
        boolean good = offered.contains(door);
        return new Finding(door, good, good ? "through the agent." : whyNot);
    }

    private static List<Finding> withoutAgent(Platform platform) throws IOException {
        return List.of(
                withoutAgent("bell", () -> platform.openEventChannels().close()),
                withoutAgent("ring", () -> platform.openGrantExporter().close()));
    }

    private static Finding withoutAgent(String door, Trial device) throws IOException {
        try {
            device.openAndClose();
            return new Finding(door, false, "its device is there, but it needs the agent: start xen-notify agent.");
        } catch (UnavailableException e) {
            return missing(door, e);
        }
    }

    private static Finding store(Platform platform) throws IOException {
        try (XenStoreClient store = XenStoreClient.connect(platform::openStore)) {
            Optional<byte[]> domid = store.find("domid");
            return new Finding(
                    "store",
                    true,
                    domid.map(id -> "domain " + new String(id, UTF_8)).orElse("no domid is said"));
        } catch (UnavailableException e) {
            return missing("store", e);
        }
    }

    private static Finding trap(Platform platform) {
        try {
            TrapDoor.open(platform).close();
            return new Finding("trap", true, "as far as this guest goes; only an event tells whether Dom0 listens.");
        } catch (UnavailableException e) {
            return missing("trap", e);
        }
    }

    private static Finding restore(Map<String, Object> status) {
        Object whyNotHeld = status.get("no-holder");
        return whyNotHeld == null
                ? new Finding("restore", true, "after a save and restore the agent may end at any time.")
                : new Finding(
                        "restore",
                        false,
                        whyNotHeld + " After a save and restore, do not end the agent before the guest: its kernel"
                                + " would crash.");
    }

    private static Finding listener(Platform platform) throws IOException {
        try (XenStoreClient store = XenStoreClient.connect(platform::openStore)) {
            boolean attached = store.exists(GuestNodes.own().listener());
            return new Finding(
                    "listener", attached, attached ? "attached." : "none is attached: start xen-listen run in Dom0.");
        } catch (UnavailableException e) {
            return new Finding("listener", false, "not known, without XenStore.");
        }
    }

    private static Finding missing(String what, UnavailableException e) {
        return new Finding(what, false, String.valueOf(e.getMessage()));
    }
}
