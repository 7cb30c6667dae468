package org.xennotify.listener.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.cli.Options;
import org.xennotify.device.Platform;
import org.xennotify.listener.control.ControlClient;

/** {@code quiesce}: the running listener has a guest's agent give its event channel up, before the guest is saved. */
public final class QuiesceCommand implements Command {
    private static final int LONGEST = 3600;
    private static final long PAUSE_MILLIS = 100;

    @Override
    public String name() {
        return "quiesce";
    }

    @Override
    public String summary() {
        return "has a guest give its event channel up before it is saved or migrated; it then uses the store door";
    }

    @Override
    public List<String> arguments() {
        return List.of("DOM");
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(Cli.option("resume", "lets it have one again: it was not saved after all"))
                .addOption(Cli.option("timeout", "SECONDS", "how long to wait until it is given up; default 30"))
                .addOption(Cli.option("control", "PATH", "the listener's socket, if it is not the usual one"));
    }

    @Override
    public int run(Invocation invocation) throws UsageException, IOException {
        int seconds = Numbers.parse(invocation.options().getOptionValue("timeout", "30"), "--timeout", 1, LONGEST);
        Platform platform = invocation.openPlatform();
        Path socket = invocation.controlSocket(platform);
        String guest = invocation.argument(0);
        int domid = DomainName.find(platform, guest);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!isDone(ControlClient.ask(socket, invocation.has("resume") ? "resume" : "quiesce", domid))) {
            if (System.nanoTime() - deadline >= 0) {
                throw new TimedOutException("guest " + guest + " has an event channel still, after " + seconds
                        + " s: it gives it up when it can, unless you take that back with --resume.");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
        }
        return ExitStatus.DONE;
    }

    private static boolean isDone(String line) throws IOException {
        JsonNode answer = new ObjectMapper().readTree(line);
        if (!answer.path("ok").asBoolean()) {
            throw new IOException("not quiesced: " + answer.path("error").asText());
        }
        return answer.path("done").asBoolean();
    }
}
