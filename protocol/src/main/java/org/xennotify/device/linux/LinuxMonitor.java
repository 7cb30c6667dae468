package org.xennotify.device.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xennotify.device.Monitor;
import org.xennotify.device.SharedPages;
import org.xennotify.device.UnavailableException;

/** A monitor through libxenctrl. */
final class LinuxMonitor implements Monitor {
    // xen/include/public/domctl.h, XEN_DOMCTL_MONITOR_EVENT_GUEST_REQUEST
    private static final int GUEST_REQUEST = 1 << 4;

    private static final int WAITING_FOR_THE_RESPONSE = 1;
    private static final int FROM_UNPRIVILEGED_CODE = 1;

    private final LibXenCtrl library;
    private final Object lock;
    private final int domid;
    private final long address;
    private final int port;
    private final ByteBuffer page;
    private boolean ended;

    private LinuxMonitor(LibXenCtrl library, Object lock, int domid, long address, int port) {
        this.library = library;
        this.lock = lock;
        this.domid = domid;
        this.address = address;
        this.port = port;
        this.page = new Pointer(address).getByteBuffer(0, SharedPages.PAGE).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The library must not be closed by others who hold {@code lock} while it works. */
    static LinuxMonitor enable(LibXenCtrl library, Object lock, int domid) throws IOException {
        NativeMemory number = new NativeMemory(Integer.BYTES);
        String operation = "enable the monitor of domain " + domid;
        try {
            synchronized (lock) {
                checkCapabilities(library, domid, operation, number);
                long page = LibXenCtrl.xc_monitor_enable(library.handle(), domid, number.address());
                if (page == 0) {
                    throw LibC.failed(operation, Native.getLastError());
                }
                return new LinuxMonitor(
                        library, lock, domid, page, number.bytes().getInt(0));
            }
        } finally {
            Reference.reachabilityFence(number);
        }
    }

    private static void checkCapabilities(LibXenCtrl library, int domid, String operation, NativeMemory into)
            throws IOException {
        LibXenCtrl.check(LibXenCtrl.xc_monitor_get_capabilities(library.handle(), domid, into.address()), operation);
        if ((into.bytes().getInt(0) & GUEST_REQUEST) == 0) {
            throw new UnavailableException("domain " + domid + " cannot trap: only PVH and HVM guests can.");
        }
    }

    static void disable(LibXenCtrl library, int domid) throws IOException {
        LibXenCtrl.check(
                LibXenCtrl.xc_monitor_disable(library.handle(), domid), "disable the monitor of domain " + domid);
    }

    @Override
    public ByteBuffer page() {
        return page;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void listen(boolean on) throws IOException {
        synchronized (lock) {
            LibXenCtrl.check(
                    LibXenCtrl.xc_monitor_guest_request(
                            library.handle(), domid, on ? 1 : 0, WAITING_FOR_THE_RESPONSE, FROM_UNPRIVILEGED_CODE),
                    (on ? "enable" : "disable") + " traps of domain " + domid);
        }
    }

    @Override
    public void end() throws IOException {
        synchronized (lock) {
            disable(library, domid);
            ended = true;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (!ended) {
                end();
            }
        } finally {
            unmap();
        }
    }

    private void unmap() throws IOException {
        try {
            LibC.munmap(address, SharedPages.PAGE);
        } catch (LastErrorException e) {
            throw LibC.failed("unmap the monitor's page of domain " + domid, e);
        }
    }
}
