package org.xennotify.device.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xennotify.device.UnavailableException;
import org.xennotify.lifecycle.Reason;

/**
 * A process that has event channels open and does nothing, so that the death of the process that uses them closes
 * nothing. {@code argv[0]} begins with {@code @}: systemd spares such a process of root's when the machine goes down.
 */
final class Holder {
    private static final String NAME = "@xen-notify-holder";

    private final int pid;

    private Holder(int pid) {
        this.pid = pid;
    }

    /**
     * Starts one.
     *
     * @param mark a word by which a later process finds it
     * @throws UnavailableException if there can be none, with the cause in one sentence
     */
    static Holder start(int descriptor, String mark) throws UnavailableException {
        String machine = System.getProperty("os.arch", "");
        if (!machine.equals("amd64")) {
            throw new UnavailableException("no holder is made on " + machine + ", where Xen saves no domain.");
        }
        try {
            int pid = Spawn.withOneDescriptor(HolderProgram.bytes(), descriptor, NAME, mark);
            spareFromOutOfMemory(pid);
            return new Holder(pid);
        } catch (IOException | UnsatisfiedLinkError e) {
            throw new UnavailableException("the holder cannot be started: " + Reason.of(e) + ".", e);
        }
    }

    private static void spareFromOutOfMemory(int pid) {
        try {
            Files.writeString(Path.of("/proc", Integer.toString(pid), "oom_score_adj"), "-1000");
        } catch (IOException notPermitted) {
            // It has next to no memory, so that it is hardly ever chosen.
        }
    }

    /** Ends it; with the last copy of the descriptor its event channels are closed. */
    void end() {
        Spawn.kill(pid);
    }

    /** Ends the one that a process which has died has started with that mark, if there is one. */
    static void endLeft(String mark) {
        ProcessHandle.allProcesses()
                .filter(process -> isHolder(process.pid(), mark))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean isHolder(long pid, String mark) {
        try {
            String command = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
            return command.equals(NAME + '\0' + mark + '\0');
        } catch (IOException endedOrNotOurs) {
            return false;
        }
    }
}
