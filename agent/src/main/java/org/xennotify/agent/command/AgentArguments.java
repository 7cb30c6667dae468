package org.xennotify.agent.command;

import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalInt;
import org.xennotify.agent.AgentSettings;
import org.xennotify.agent.intake.AgentSocket;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.agent.publication.Pace;
import org.xennotify.device.UnavailableException;
import org.xennotify.lifecycle.SocketAccess;
import org.xennotify.vchan.VchanServer;

/** Reads what {@code agent} was told. */
final class AgentArguments {
    private static final String EVERYBODY = "0666";

    private AgentArguments() {}

    static AgentSettings settings(Invocation invocation) throws ExitException, UnavailableException {
        Arguments arguments = invocation.arguments();
        arguments.requireNoWords();
        SocketAccess access = access(arguments);
        String mode = PosixFilePermissions.toString(access.mode());
        return new AgentSettings(
                new AgentSocket.Place(invocation.socket(), access.user(), access.group(), mode),
                Pace.USUAL,
                ringSize(arguments));
    }

    private static OptionalInt ringSize(Arguments arguments) throws ExitException {
        Optional<String> size = arguments.text("ring-size");
        boolean none = arguments.has("no-ring");
        if (size.isPresent() && none) {
            throw ExitException.usage("--ring-size and --no-ring exclude each other.");
        }
        int bytes = size.isPresent() ? ringSize(size.get()) : AgentSettings.RING_SIZE;
        return none ? OptionalInt.empty() : OptionalInt.of(bytes);
    }

    private static int ringSize(String text) throws ExitException {
        if (text.matches("[0-9]{1,9}") && VchanServer.isSize(Integer.parseInt(text))) {
            return Integer.parseInt(text);
        }
        throw ExitException.usage("--ring-size takes a power of two from " + VchanServer.SMALLEST + " to "
                + VchanServer.LARGEST + ", not '" + text + "'.");
    }

    private static SocketAccess access(Arguments arguments) throws ExitException {
        try {
            return SocketAccess.parse(
                    arguments.text("socket-owner").orElse(""),
                    arguments.text("socket-mode").orElse(EVERYBODY));
        } catch (IllegalArgumentException e) {
            throw ExitException.usage(String.valueOf(e.getMessage()));
        }
    }
}
