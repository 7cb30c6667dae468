package org.xennotify.listener.handler;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the processes of one handler at a time, so that none of them outlives it. With a control group none can get
 * out. Without one, what has detached itself from a handler's first process goes on.
 */
public final class Cage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cage.class);
    private static final long PATIENCE_MILLIS = 500;
    private static final int ATTEMPTS = 20;
    private static final long PAUSE_NANOS = 10_000_000;

    private final Optional<Path> group;
    private volatile @Nullable Process first;

    /** {@code group} is a directory of cgroup v2 that is nobody else's. */
    Cage(Optional<Path> group) {
        this.group = group;
    }

    /** The file to which a process writes 0 in order to be inside with all that it will start; empty: none. */
    String entrance() {
        return group.map(directory -> directory.resolve(ControlGroups.PROCESSES).toString())
                .orElse("");
    }

    void hold(Process process) {
        first = process;
    }

    /** Kills all that is inside. */
    void kill() {
        Process process = first;
        if (process != null && process.isAlive()) {
            List<ProcessHandle> family = process.descendants().toList();
            process.destroyForcibly(); // also if it has not entered yet
            family.forEach(ProcessHandle::destroyForcibly);
        }
        group.ifPresent(ControlGroups::kill);
    }

    /** Kills all that is inside, and removes the group if that is dead soon; otherwise the next listener does it. */
    @Override
    public void close() {
        kill();
        awaitEnd();
        if (group.isPresent()) {
            awaitRemoval(group.get());
        }
    }

    /** A killed process is in its group until it is really gone, which nobody but its parent is told. */
    private static void awaitRemoval(Path group) {
        boolean removed = ControlGroups.remove(group);
        for (int i = 0; i < ATTEMPTS && !removed; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            removed = ControlGroups.remove(group);
        }
    }

    private void awaitEnd() {
        Process process = first;
        try {
            if (process != null && !process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("process {} of a handler cannot be killed", process.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
