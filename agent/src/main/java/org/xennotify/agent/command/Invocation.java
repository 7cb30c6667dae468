package org.xennotify.agent.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.xennotify.agent.intake.AgentSocket;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;

/**
 * One run of a command.
 *
 * @param arguments what was typed behind the command
 * @param platformChoice see {@link Platform#CHOICES}
 */
public record Invocation(Arguments arguments, String platformChoice, Terminal terminal) {
    Platform platform() throws UnavailableException, ExitException {
        try {
            return Platform.open(platformChoice);
        } catch (IllegalArgumentException e) {
            throw ExitException.usage(String.valueOf(e.getMessage()));
        }
    }

    /** Where the agent's socket is: as {@code --socket} says, or where this platform has it. */
    Path socket() throws UnavailableException, ExitException {
        Optional<Path> named = path("socket");
        return named.isPresent() ? named.get() : AgentSocket.in(platform());
    }

    /** A path that is the value of an option. */
    Optional<Path> path(String option) throws ExitException {
        Optional<String> named = arguments.text(option);
        try {
            return named.map(Path::of);
        } catch (InvalidPathException e) {
            throw ExitException.usage("--" + option + " takes a path, not '" + named.orElse("") + "'.");
        }
    }
}
