package org.xennotify.device.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.SystemCallException;
import org.xennotify.device.UnavailableException;

/**
 * The C library's functions that reach Xen's devices; constants of Linux on x86-64 and arm64. Memory is passed as its
 * address: with nothing but numbers to pass, JNA takes its shortest way. See {@link NativeMemory}.
 */
final class LibC {
    static final int O_RDWR = 0x2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int EFD_CLOEXEC = O_CLOEXEC;
    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;
    static final int PROT_EXEC = 4;
    static final int MAP_SHARED = 1;
    static final int MAP_PRIVATE = 2;
    static final int MAP_ANONYMOUS = 0x20;
    static final short POLLIN = 1;
    static final short POLLERR = 8;

    static final int AF_UNIX = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOL_SOCKET = 1;
    static final int SO_PASSCRED = 16;
    static final int MSG_TRUNC = 0x20;

    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EPROTOTYPE = 91;
    static final int ECONNREFUSED = 111;

    static {
        Native.register("c");
    }

    private LibC() {}

    static native int open(String path, int flags) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;

    static native long read(int descriptor, long into, long length) throws LastErrorException;

    static native long write(int descriptor, long from, long length) throws LastErrorException;

    static native int ioctl(int descriptor, long request, long argument) throws LastErrorException;

    static native int poll(long descriptors, long count, int milliseconds) throws LastErrorException;

    static native int eventfd(int initial, int flags) throws LastErrorException;

    static native int socket(int family, int type, int protocol) throws LastErrorException;

    static native int setsockopt(int socket, int level, int option, int[] value, int length) throws LastErrorException;

    static native int bind(int socket, byte[] address, int length) throws LastErrorException;

    static native int connect(int socket, byte[] address, int length) throws LastErrorException;

    static native long recvmsg(int socket, long message, int flags) throws LastErrorException;

    /** Null if there is no such user; what it points to stands until the next call. */
    static native @Nullable Pointer getpwuid(int uid);

    static native long mmap(long near, long length, int protection, int flags, int descriptor, long offset)
            throws LastErrorException;

    static native int mprotect(long address, long length, int protection) throws LastErrorException;

    static native int munmap(long address, long length) throws LastErrorException;

    /** Opens a device whose reads block. */
    static int openDevice(Path path) throws UnavailableException {
        return openDevice(path, 0);
    }

    static int openDevice(Path path, int flags) throws UnavailableException {
        try {
            return open(path.toString(), O_RDWR | O_CLOEXEC | flags);
        } catch (LastErrorException e) {
            throw new UnavailableException(
                    failed("cannot open " + path, e).getMessage() + ": is this a Xen domain, and are you root?", e);
        }
    }

    /** The same failure as an exception that needs no JNA to be understood. */
    static SystemCallException failed(String operation, LastErrorException e) {
        return failed(operation, e.getErrorCode());
    }

    /** The failure of a function that leaves an error number behind. */
    static SystemCallException failed(String operation, int error) {
        return new SystemCallException(operation, name(error));
    }

    // Linux: include/uapi/asm-generic/errno-base.h and errno.h
    private static String name(int error) {
        return switch (error) {
            case 1 -> "EPERM";
            case 2 -> "ENOENT";
            case 3 -> "ESRCH";
            case 4 -> "EINTR";
            case 5 -> "EIO";
            case 6 -> "ENXIO";
            case 7 -> "E2BIG";
            case 9 -> "EBADF";
            case 11 -> "EAGAIN";
            case 12 -> "ENOMEM";
            case 13 -> "EACCES";
            case 14 -> "EFAULT";
            case 16 -> "EBUSY";
            case 17 -> "EEXIST";
            case 19 -> "ENODEV";
            case 22 -> "EINVAL";
            case 24 -> "EMFILE";
            case 25 -> "ENOTTY";
            case 27 -> "EFBIG";
            case 28 -> "ENOSPC";
            case 32 -> "EPIPE";
            case 38 -> "ENOSYS";
            case 84 -> "EILSEQ";
            case 91 -> "EPROTOTYPE";
            case 95 -> "EOPNOTSUPP";
            case 98 -> "EADDRINUSE";
            case 107 -> "ENOTCONN";
            case 111 -> "ECONNREFUSED";
            default -> "E" + error;
        };
    }
}
