package org.xennotify.agent.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
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
    private static final String SOCKET = "agent.sock";

    Platform platform() throws UnavailableException, ExitException {
        try {
            return Platform.open(platformChoice);
        } catch (IllegalArgumentException e) {
            throw ExitException.usage(String.valueOf(e.getMessage()));
        }
    }

    /** Where the agent's socket is: as {@code --socket} says, or where this platform has it. */
    Path socket() throws UnavailableException, ExitException {
        Optional<String> named = arguments.text("socket");
        try {
            return named.isPresent()
                    ? Path.of(named.get())
                    : platform().runDirectory().resolve(SOCKET);
        } catch (InvalidPathException e) {
            throw ExitException.usage("--socket takes a path, not '" + named.orElse("") + "'.");
        }
    }
}
