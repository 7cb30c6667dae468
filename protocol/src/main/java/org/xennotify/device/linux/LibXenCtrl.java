package org.xennotify.device.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xennotify.device.SystemCallException;
import org.xennotify.device.UnavailableException;

/**
 * One handle of libxenctrl, of the release that runs: the hypervisor refuses any other. Functions are as in xenctrl.h;
 * memory and handles are passed as addresses, see {@link LibC}. They set the error number also where they succeed, so
 * only {@link #check} looks at it.
 */
final class LibXenCtrl implements AutoCloseable {
    private static final Path VERSION = Path.of("/sys/hypervisor/version");

    private final int major;
    private final int minor;
    private long handle;

    private LibXenCtrl(int major, int minor, long handle) {
        this.major = major;
        this.minor = minor;
        this.handle = handle;
    }

    private static native long xc_interface_open(long log, long buildLog, int flags);

    private static native int xc_interface_close(long handle);

    static native int xc_domain_getinfolist(long handle, int first, int count, long infos);

    static native int xc_domain_pause(long handle, int domid);

    static native int xc_domain_unpause(long handle, int domid);

    static native int xc_domain_hvm_getcontext_partial(
            long handle, int domid, short type, short instance, long into, int size);

    static native int xc_domain_get_guest_width(long handle, int domid, long into);

    static native int xc_vcpu_getcontext(long handle, int domid, int vcpu, long into);

    static native long xc_monitor_enable(long handle, int domid, long port);

    static native int xc_monitor_disable(long handle, int domid);

    static native int xc_monitor_guest_request(long handle, int domid, int enable, int sync, int allowUserspace);

    static native int xc_monitor_get_capabilities(long handle, int domid, long capabilities);

    static native int xc_vm_event_get_version(long handle);

    static LibXenCtrl open() throws UnavailableException {
        int major = version("major");
        int minor = version("minor");
        String name = "libxenctrl.so." + major + "." + minor;
        load(name);
        long handle = xc_interface_open(0, 0, 0);
        if (handle == 0) {
            throw new UnavailableException(
                    "no access to the hypervisor: load the kernel module xen-privcmd, and run this as root in Dom0.");
        }
        return new LibXenCtrl(major, minor, handle);
    }

    private static synchronized void load(String name) throws UnavailableException {
        try {
            if (!Native.registered(LibXenCtrl.class)) {
                Native.register(LibXenCtrl.class, NativeLibrary.getInstance(name));
            }
        } catch (UnsatisfiedLinkError e) {
            throw new UnavailableException(
                    "no " + name + ": install the library of the Xen release that runs (libxenmisc, xen-libs).", e);
        }
    }

    private static int version(String part) throws UnavailableException {
        try {
            return Integer.parseInt(Files.readString(VERSION.resolve(part)).strip());
        } catch (IOException | NumberFormatException e) {
            throw new UnavailableException("no Xen version in " + VERSION + ": this is not a Xen domain.", e);
        }
    }

    /** Whether the running release is an earlier one. */
    boolean isBefore(int otherMajor, int otherMinor) {
        return major < otherMajor || (major == otherMajor && minor < otherMinor);
    }

    /** What the functions take; it must not be closed while one of them runs. */
    long handle() throws IOException {
        if (handle == 0) {
            throw new IOException("libxenctrl is closed");
        }
        return handle;
    }

    /** Returns a function's result if it succeeded. */
    static int check(int result, String operation) throws SystemCallException {
        if (result < 0) {
            throw LibC.failed(operation, Native.getLastError());
        }
        return result;
    }

    @Override
    public void close() {
        if (handle != 0) {
            int gone = xc_interface_close(handle);
            assert gone == 0 : "xc_interface_close returned " + gone;
            handle = 0;
        }
    }
}
