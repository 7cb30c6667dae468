package org.xennotify.listener.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.apache.commons.cli.Options;
import org.xennotify.listener.control.ControlClient;

/** {@code reload}: the running listener reads its routes again. */
public final class ReloadCommand implements Command {

    @Override
    public String name() {
        return "reload";
    }

    @Override
    public String summary() {
        return "lets the running listener read its routes again, and its log files be moved away; no event is lost";
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(Cli.option("control", "PATH", "the listener's socket, if it is not the usual one"));
    }

    @Override
    public int run(Invocation invocation) throws UsageException, IOException {
        JsonNode answer = new ObjectMapper()
                .readTree(ControlClient.ask(invocation.controlSocket(invocation.openPlatform()), "reload"));
        if (!answer.path("ok").asBoolean()) {
            throw new IOException("not reloaded: " + answer.path("error").asText());
        }
        invocation.out().println("routes: " + answer.path("routes").asInt());
        return ExitStatus.DONE;
    }
}
