package org.xennotify.listener.handler;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.lifecycle.Reason;

/** Makes control groups below our own: Linux, cgroup v2, 5.14 or newer (for {@code cgroup.kill}), run by root. */
final class ControlGroups {
    /** The file in a group that tells and takes its processes; Linux, admin-guide/cgroup-v2. */
    static final String PROCESSES = "cgroup.procs";

    private static final Logger LOG = LoggerFactory.getLogger(ControlGroups.class);
    private static final String KILL = "cgroup.kill";
    private static final String PREFIX = "xen-notify.";
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path MEMBERSHIP = Path.of("/proc/self/cgroup");

    private final Optional<Path> parent;

    private ControlGroups(Optional<Path> parent) {
        this.parent = parent;
    }

    /** Looks for a place for groups, and ends what a listener left in such a place when it was killed. */
    static ControlGroups find() {
        Optional<Path> parent = Optional.empty();
        try {
            parent = own().filter(ControlGroups::takesGroupsWithKill);
            if (parent.isPresent()) {
                endOrphans(parent.get());
            }
        } catch (IOException e) {
            LOG.info("no control groups: {}", Reason.of(e));
        }
        if (parent.isEmpty()) {
            LOG.warn("no control groups of version 2 here (Linux 5.14, run by root): what a handler starts and detaches"
                    + " from itself is not ended with it");
        }
        return new ControlGroups(parent);
    }

    /** The uppermost group has no kill file itself: one is made to see. */
    private static boolean takesGroupsWithKill(Path own) {
        try {
            Path trial = Files.createDirectory(
                    own.resolve(PREFIX + ProcessHandle.current().pid() + ".trial"));
            boolean has = Files.exists(trial.resolve(KILL));
            Files.delete(trial);
            return has;
        } catch (IOException notOurs) {
            return false;
        }
    }

    /** A new group, or empty if there cannot be one. */
    Optional<Path> make(int number) {
        try {
            return parent.isEmpty()
                    ? parent
                    : Optional.of(Files.createDirectory(parent.get()
                            .resolve(PREFIX + ProcessHandle.current().pid() + "." + number)));
        } catch (IOException e) {
            LOG.warn("cannot make a control group: {}", Reason.of(e));
            return Optional.empty();
        }
    }

    /** Kills all processes of a group at once. */
    static void kill(Path group) {
        try {
            Files.writeString(group.resolve(KILL), "1", StandardOpenOption.WRITE);
        } catch (NoSuchFileException removed) {
            // Nobody can be in it.
        } catch (IOException e) {
            LOG.warn("cannot end the processes of a handler: {}", Reason.of(e));
        }
    }

    /** Removes a group; false if somebody is still in it. */
    static boolean remove(Path group) {
        try {
            Files.deleteIfExists(group);
            return true;
        } catch (IOException occupied) {
            return false;
        }
    }

    private static Optional<Path> own() throws IOException {
        Optional<String> membership = Files.readAllLines(MEMBERSHIP).stream()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring("0::/".length()))
                .findFirst();
        Optional<Path> mount = Files.readAllLines(MOUNTS).stream()
                .map(line -> List.of(line.split(" ")))
                .filter(words -> words.subList(words.indexOf("-"), words.size()).contains("cgroup2"))
                .map(words -> Path.of(words.get(4)))
                .findFirst();
        return mount.flatMap(root -> membership.map(root::resolve)).filter(Files::isDirectory);
    }

    private static void endOrphans(Path parent) throws IOException {
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path group : groups) {
                String pid = Arrays.asList(group.getFileName().toString().split("\\."))
                        .get(1);
                if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    kill(group);
                    boolean unused = remove(group);
                }
            }
        }
    }
}
