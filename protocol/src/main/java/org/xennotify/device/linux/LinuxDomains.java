package org.xennotify.device.linux;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.Domain;
import org.xennotify.device.Domains;
import org.xennotify.device.UnavailableException;

/**
 * The hypervisor's list through {@code xc_domain_getinfolist}, which every release of libxenctrl has. The library must
 * be of the release that runs, since the hypervisor refuses any other.
 */
final class LinuxDomains implements Domains {
    private static final Path VERSION = Path.of("/sys/hypervisor/version");
    private static final int PER_CALL = 256;

    // xen/include/public/domctl.h, struct xen_domctl_getdomaininfo, as compiled for Xen 4.14 to 4.22
    private static final int SIZE_BEFORE_4_16 = 104;
    private static final int SIZE = 112;
    private static final int FLAGS = 4;
    private static final int HANDLE = 76;
    private static final int FLAG_DYING = 0x1;
    private static final int FLAG_SHUTDOWN = 0x4;
    private static final int SHUTDOWN_REASON_SHIFT = 16;
    private static final int SHUTDOWN_REASON_MASK = 0xff;
    private static final int REASON_SUSPEND = 2;

    private final NativeLibrary library;
    private final Function getInfoList;
    private final int size;
    private @Nullable Pointer handle;

    private LinuxDomains(NativeLibrary library, Pointer handle, int size) {
        this.library = library;
        this.getInfoList = library.getFunction("xc_domain_getinfolist");
        this.handle = handle;
        this.size = size;
    }

    static LinuxDomains open() throws UnavailableException {
        int major = version("major");
        int minor = version("minor");
        String name = "libxenctrl.so." + major + "." + minor;
        try {
            NativeLibrary library = NativeLibrary.getInstance(name);
            Pointer handle = (Pointer) library.getFunction("xc_interface_open")
                    .invoke(Pointer.class, new Object[] {Pointer.NULL, Pointer.NULL, 0});
            if (handle == null) {
                throw new UnavailableException(
                        "no access to the hypervisor: load the kernel module xen-privcmd, and run this as root in Dom0.");
            }
            return new LinuxDomains(library, handle, major == 4 && minor < 16 ? SIZE_BEFORE_4_16 : SIZE);
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

    @Override
    public synchronized List<Domain> list() throws IOException {
        List<Domain> domains = new ArrayList<>();
        try (Memory infos = new Memory((long) PER_CALL * SIZE)) {
            int first = 1;
            int count;
            do {
                count = getInfoList.invokeInt(new Object[] {open(handle), first, PER_CALL, infos});
                if (count < 0) {
                    throw new IOException(
                            "xc_domain_getinfolist from domain " + first + " on: refused by the hypervisor");
                }
                for (int i = 0; i < count; i++) {
                    domains.add(decode(infos.getByteBuffer((long) i * size, size)));
                    first = domains.get(domains.size() - 1).domid() + 1;
                }
            } while (count == PER_CALL);
        }
        return domains;
    }

    private static Pointer open(@Nullable Pointer handle) throws IOException {
        if (handle == null) {
            throw new IOException("xc_domain_getinfolist: closed");
        }
        return handle;
    }

    private static Domain decode(ByteBuffer info) {
        int domid = Short.toUnsignedInt(info.order(ByteOrder.LITTLE_ENDIAN).getShort(0));
        int flags = info.getInt(FLAGS);
        int reason = flags >>> SHUTDOWN_REASON_SHIFT & SHUTDOWN_REASON_MASK;
        boolean ended = (flags & FLAG_DYING) != 0 || ((flags & FLAG_SHUTDOWN) != 0 && reason != REASON_SUSPEND);
        info.order(ByteOrder.BIG_ENDIAN);
        return new Domain(domid, new UUID(info.getLong(HANDLE), info.getLong(HANDLE + Long.BYTES)), ended);
    }

    @Override
    public synchronized void close() {
        if (handle != null) {
            library.getFunction("xc_interface_close").invokeInt(new Object[] {handle});
            handle = null;
        }
    }
}
