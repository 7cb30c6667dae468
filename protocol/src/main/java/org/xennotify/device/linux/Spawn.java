package org.xennotify.device.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.io.IOException;
import java.lang.ref.Reference;
import org.xennotify.device.SystemCallException;

/** Starts a program from memory; Java's own way closes all descriptors first, and names a program as its file. */
final class Spawn {
    private static final int CLOEXEC = 1;
    private static final int EXEC = 0x10; // since Linux 6.3, which complains in its log where it is missing
    private static final int EINVAL = 22;
    private static final short SETSIGMASK = 8;
    private static final int SIGKILL = 9;

    // glibc's posix_spawnattr_t has 336 bytes, posix_spawn_file_actions_t 80, sigset_t 128
    private static final int ROOM = 512;
    private static final int SIGNAL_SET = 128;

    static {
        Native.register("c");
    }

    private Spawn() {}

    private static native int memfd_create(String name, int flags) throws LastErrorException;

    private static native int posix_spawn_file_actions_init(Pointer actions);

    private static native int posix_spawn_file_actions_adddup2(Pointer actions, int from, int to);

    private static native int posix_spawn_file_actions_addopen(
            Pointer actions, int descriptor, String path, int flags, int mode);

    private static native int posix_spawn_file_actions_destroy(Pointer actions);

    private static native int posix_spawnattr_init(Pointer attributes);

    private static native int posix_spawnattr_setflags(Pointer attributes, short flags);

    private static native int posix_spawnattr_setsigmask(Pointer attributes, Pointer mask);

    private static native int posix_spawnattr_destroy(Pointer attributes);

    private static native int posix_spawn(
            Pointer pid, String path, Pointer actions, Pointer attributes, Pointer arguments, Pointer environment);

    private static native int kill(int pid, int signal) throws LastErrorException;

    private static native int waitpid(int pid, Pointer status, int options) throws LastErrorException;

    /**
     * Starts a program that inherits a descriptor as its number 3, with {@code /dev/null} as 0 to 2 and all signals
     * blocked. What else this process has open, the program is to close.
     *
     * @param program the program's file
     * @param arguments from {@code argv[0]} on
     * @return its pid; it is to be waited for, see {@link #kill}
     */
    static int withOneDescriptor(byte[] program, int descriptor, String... arguments) throws IOException {
        int file = write(program, arguments[0]);
        try {
            return spawn("/proc/self/fd/" + file, descriptor, arguments);
        } finally {
            LibC.close(file);
        }
    }

    private static int write(byte[] program, String name) throws IOException {
        NativeMemory memory = new NativeMemory(program.length);
        memory.bytes().put(program);
        try {
            int file = createFile(name);
            LibC.write(file, memory.address(), program.length);
            return file;
        } catch (LastErrorException e) {
            throw LibC.failed("make a file in memory", e);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    private static int createFile(String name) {
        try {
            return memfd_create(name, CLOEXEC | EXEC);
        } catch (LastErrorException e) {
            if (e.getErrorCode() != EINVAL) {
                throw e;
            }
            return memfd_create(name, CLOEXEC);
        }
    }

    private static int spawn(String path, int descriptor, String... arguments) throws SystemCallException {
        Memory pid = new Memory(Integer.BYTES);
        Memory actions = new Memory(ROOM);
        Memory attributes = new Memory(ROOM);
        posix_spawn_file_actions_init(actions);
        posix_spawnattr_init(attributes);
        try {
            posix_spawn_file_actions_adddup2(actions, descriptor, 3);
            for (int standard = 0; standard < 3; standard++) {
                posix_spawn_file_actions_addopen(actions, standard, "/dev/null", LibC.O_RDWR, 0);
            }
            blockSignals(attributes);
            Pointer none = new StringArray(new String[0]);
            int error = posix_spawn(pid, path, actions, attributes, new StringArray(arguments), none);
            if (error != 0) {
                throw LibC.failed("start a program from memory", error);
            }
            return pid.getInt(0);
        } finally {
            posix_spawn_file_actions_destroy(actions);
            posix_spawnattr_destroy(attributes);
        }
    }

    private static void blockSignals(Pointer attributes) {
        Memory all = new Memory(SIGNAL_SET);
        all.setMemory(0, SIGNAL_SET, (byte) 0xff);
        posix_spawnattr_setsigmask(attributes, all);
        posix_spawnattr_setflags(attributes, SETSIGMASK);
    }

    /** Ends a program that was started here, and waits until it has; does nothing if it has ended before. */
    static void kill(int pid) {
        try {
            kill(pid, SIGKILL);
            waitpid(pid, Pointer.NULL, 0);
        } catch (LastErrorException somebodyElseWaitedForIt) {
            // Then there is nothing left to end.
        }
    }
}
