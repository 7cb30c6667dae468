package org.xennotify.agent.command;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.xennotify.agent.AgentSettings;
import org.xennotify.agent.intake.AgentSocket;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.agent.publication.Pace;
import org.xennotify.device.UnavailableException;
import org.xennotify.vchan.VchanServer;

/** Reads what {@code agent} was told. */
final class AgentArguments {
    private static final String EVERYBODY = "0666";

    private AgentArguments() {}

    static AgentSettings settings(Invocation invocation) throws ExitException, UnavailableException {
        Arguments arguments = invocation.arguments();
        arguments.requireNoWords();
        String[] owner = arguments.text("socket-owner").orElse("").split(":", 2);
        Optional<UserPrincipal> user = owner[0].isEmpty() ? Optional.empty() : Optional.of(user(owner[0]));
        Optional<GroupPrincipal> group = owner.length < 2 ? Optional.empty() : Optional.of(group(owner[1]));
        String mode = permissions(arguments.text("socket-mode").orElse(EVERYBODY));
        return new AgentSettings(
                new AgentSocket.Place(invocation.socket(), user, group, mode),
                Pace.USUAL,
                ringSize(arguments),
                invocation.path("notify-socket"));
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

    private static UserPrincipal user(String name) throws ExitException {
        try {
            return principals().lookupPrincipalByName(name);
        } catch (IOException e) {
            throw ExitException.usage("--socket-owner: there is no user '" + name + "' here.");
        }
    }

    private static GroupPrincipal group(String name) throws ExitException {
        try {
            return principals().lookupPrincipalByGroupName(name);
        } catch (IOException e) {
            throw ExitException.usage("--socket-owner: there is no group '" + name + "' here.");
        }
    }

    private static UserPrincipalLookupService principals() {
        return FileSystems.getDefault().getUserPrincipalLookupService();
    }

    /** {@code rw-rw----} for {@code 0660}. */
    private static String permissions(String octal) throws ExitException {
        if (!octal.matches("0?[0-7]{3}")) {
            throw ExitException.usage("--socket-mode takes three octal digits such as 0660, not '" + octal + "'.");
        }
        int bits = Integer.parseInt(octal, 8);
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromHighest = PosixFilePermission.values();
        for (int i = 0; i < fromHighest.length; i++) {
            if ((bits & (1 << (fromHighest.length - 1 - i))) != 0) {
                permissions.add(fromHighest[i]);
            }
        }
        return PosixFilePermissions.toString(permissions);
    }
}
