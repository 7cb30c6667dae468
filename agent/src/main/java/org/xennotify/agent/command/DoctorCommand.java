package org.xennotify.agent.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;

/** {@code doctor}: which doors this guest has, and for each missing one why and what to do. */
public final class DoctorCommand implements Command {
    private static final String NOT_YET = "xen-notify has none yet: use the store door.";

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
        PrintStream out = invocation.terminal().out();
        Finding agent = agent(invocation);
        Finding bell = bell(agent, platform);
        Finding store = store(platform);
        out.println("platform  " + platform.name());
        print(agent, out);
        print(bell, out);
        print(new Finding("ring", false, NOT_YET), out);
        print(store, out);
        print(new Finding("trap", false, NOT_YET), out);
        print(listener(platform), out);
        out.flush();
        return bell.good() || store.good() || agent.good() ? Exit.DONE : Exit.UNAVAILABLE;
    }

    private static void print(Finding finding, PrintStream out) {
        out.printf("%-9s %-4s %s%n", finding.what(), finding.good() ? "yes" : "no", finding.detail());
    }

    private static Finding agent(Invocation invocation) throws IOException, ExitException {
        try (AgentSender agent = AgentSender.connect(invocation.socket())) {
            Outcome outcome = agent.send(new Request.Status());
            Map<String, Object> fields = outcome instanceof Outcome.Report report ? report.fields() : Map.of();
            return new Finding(
                    "agent", true, String.valueOf(fields.getOrDefault("state", "gives no account of itself")));
        } catch (UnavailableException e) {
            return missing("agent", e);
        }
    }

    private static Finding bell(Finding agent, Platform platform) throws IOException {
        if (agent.good()) {
            boolean rings = agent.detail().equals("published");
            return new Finding(
                    "bell", rings, rings ? "through the agent." : "the agent has published no event channel.");
        }
        try {
            platform.openEventChannels().close();
            return new Finding(
                    "bell", false, "event channels are there, but it needs the agent: start xen-notify agent.");
        } catch (UnavailableException e) {
            return missing("bell", e);
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
