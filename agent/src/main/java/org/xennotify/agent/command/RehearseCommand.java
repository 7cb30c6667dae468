package org.xennotify.agent.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.cli.Options;
import org.xennotify.agent.intake.AgentSocket;
import org.xennotify.agent.intake.Intake;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.lifecycle.Printout;

/**
 * {@code rehearse}: goes once through what every {@code send} does, without Xen, so that the JVM can write the classes
 * it needed into an archive ({@code -XX:ArchiveClassesAtExit}). With the archive a {@code send} takes half the time.
 */
public final class RehearseCommand implements Command {

    @Override
    public Options options() {
        return Arguments.options();
    }

    @Override
    public Exit run(Invocation invocation) throws IOException, ExitException {
        invocation.arguments().requireNoWords();
        Path directory = Files.createTempDirectory("xen-notify");
        Path path = directory.resolve("agent.sock");
        AgentSocket.Place place = new AgentSocket.Place(path, Optional.empty(), Optional.empty(), "rw-------");
        try (AgentSocket socket = AgentSocket.bind(place)) {
            Intake intake = Intake.start(socket, (user, request) -> answer(), "", 0);
            send(path, "--wait", "1", "rehearsal", "data");
            send(path, "--via", "bell");
            intake.close();
        }
        Files.delete(directory);
        return Exit.DONE;
    }

    private static CompletableFuture<Outcome> answer() {
        return CompletableFuture.completedFuture(new Outcome.Answered(new byte[1], 1));
    }

    private static void send(Path socket, String... words) {
        Printout nowhere = new Printout(OutputStream.nullOutputStream(), StandardCharsets.UTF_8);
        List<String> typed = new ArrayList<>(List.of("send", "--socket", socket.toString()));
        typed.addAll(List.of(words));
        new CommandLineInterface(new Terminal(InputStream.nullInputStream(), nowhere, nowhere), Map.of()).run(typed);
    }
}
