package org.xennotify.lifecycle;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who may use a socket.
 *
 * @param user its owner; empty: who makes it
 * @param group its group; empty: that of who makes it
 * @param mode who may connect: whoever may write
 */
public record SocketAccess(
        Optional<UserPrincipal> user, Optional<GroupPrincipal> group, Set<PosixFilePermission> mode) {
    // S_IFMT and S_IFSOCK of Linux's sys/stat.h, and of the BSDs'
    private static final int KIND = 0170000;
    private static final int SOCKET = 0140000;

    /** Only its owner, who makes it. */
    public static final SocketAccess OWN = new SocketAccess(
            Optional.empty(),
            Optional.empty(),
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    /**
     * Reads what a person wrote.
     *
     * @param owner value of {@code --socket-owner}, {@code USER[:GROUP]}, either of which may be empty
     * @param mode value of {@code --socket-mode}, three octal digits
     * @throws IllegalArgumentException with a sentence, if that makes no sense
     */
    public static SocketAccess parse(String owner, String mode) {
        String[] names = owner.split(":", 2);
        return new SocketAccess(
                names[0].isEmpty() ? Optional.empty() : Optional.of(user(names[0])),
                names.length < 2 ? Optional.empty() : Optional.of(group(names[1])),
                permissions(mode));
    }

    private static UserPrincipal user(String name) {
        try {
            return principals().lookupPrincipalByName(name);
        } catch (IOException e) {
            throw new IllegalArgumentException("--socket-owner: there is no user '" + name + "' here.", e);
        }
    }

    private static GroupPrincipal group(String name) {
        try {
            return principals().lookupPrincipalByGroupName(name);
        } catch (IOException e) {
            throw new IllegalArgumentException("--socket-owner: there is no group '" + name + "' here.", e);
        }
    }

    private static UserPrincipalLookupService principals() {
        return FileSystems.getDefault().getUserPrincipalLookupService();
    }

    private static Set<PosixFilePermission> permissions(String octal) {
        if (!octal.matches("0?[0-7]{3}")) {
            throw new IllegalArgumentException(
                    "--socket-mode takes three octal digits such as 0660, not '" + octal + "'.");
        }
        int bits = Integer.parseInt(octal, 8);
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromHighest = PosixFilePermission.values();
        for (int i = 0; i < fromHighest.length; i++) {
            if ((bits & (1 << (fromHighest.length - 1 - i))) != 0) {
                permissions.add(fromHighest[i]);
            }
        }
        return permissions;
    }

    /** Whether a path is that of a socket, and of nothing else that should be left alone, such as a device. */
    public static boolean isSocket(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & KIND) == SOCKET;
    }

    /** Makes a socket theirs. */
    public void apply(Path socket) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(socket, PosixFileAttributeView.class);
        if (group.isPresent()) {
            view.setGroup(group.get());
        }
        if (user.isPresent()) {
            view.setOwner(user.get());
        }
        view.setPermissions(mode);
    }
}
