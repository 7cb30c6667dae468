package org.xennotify.listener.command;

import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;
import org.xennotify.listener.control.ControlServer;

/**
 * One call of a command.
 *
 * @param platform see {@link Platform#CHOICES}
 * @param options what was written behind the command
 * @param out standard output
 */
public record Invocation(String platform, CommandLine options, PrintStream out) {

    /** Opens the platform that was chosen. */
    public Platform openPlatform() throws UsageException, UnavailableException {
        try {
            return Platform.open(platform);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** The argument that was written at a place among the command's, from 0 on. */
    public String argument(int index) {
        return options.getArgList().get(index);
    }

    /** Whether the option was written. */
    public boolean has(String option) {
        return options.hasOption(option);
    }

    /** The path that an option names; empty if it was not written. */
    public Optional<Path> path(String option) throws UsageException {
        try {
            return Optional.ofNullable(options.getOptionValue(option)).map(Path::of);
        } catch (InvalidPathException e) {
            throw new UsageException("--" + option + ": " + e.getMessage() + ".");
        }
    }

    /** The control socket: the one that {@code --control} names, or the usual one. */
    public Path controlSocket(Platform opened) throws UsageException {
        return path("control").orElse(ControlServer.usualPath(opened.runDirectory()));
    }
}
