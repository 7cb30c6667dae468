package org.xennotify.device.linux;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xennotify.device.HypercallPage;
import org.xennotify.device.UnavailableException;

/** A page of anonymous memory that is written and then made executable, for good, by {@code mprotect}. */
final class LinuxHypercallPage implements HypercallPage {
    private static final Path GUEST_TYPE = Path.of("/sys/hypervisor/guest_type");

    private final long page;

    private LinuxHypercallPage(long page) {
        this.page = page;
    }

    static LinuxHypercallPage load(byte[] code) throws UnavailableException {
        checkGuest();
        try {
            return new LinuxHypercallPage(map(code));
        } catch (LastErrorException e) {
            throw new UnavailableException(
                    LibC.failed("make a page executable", e).getMessage()
                            + ": this process is forbidden machine code of its own; use another door.",
                    e);
        }
    }

    private static void checkGuest() throws UnavailableException {
        String processor = System.getProperty("os.arch", "");
        if (!processor.equals("amd64")) {
            throw new UnavailableException(
                    "a trap is an instruction of x86-64, not of " + processor + ": use another" + " door.");
        }
        if (isParavirtual()) {
            throw new UnavailableException("a PV guest cannot trap, only PVH and HVM guests can: use another door.");
        }
    }

    // Below another Xen, its processor may look like that of an HVM guest. Kernels before 4.13 do not say.
    private static boolean isParavirtual() {
        try {
            return Files.readString(GUEST_TYPE).strip().equals("PV");
        } catch (IOException notSaid) {
            return false;
        }
    }

    private static long map(byte[] code) {
        long page = LibC.mmap(0, SIZE, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS, -1, 0);
        new Pointer(page).write(0, code, 0, code.length);
        try {
            LibC.mprotect(page, SIZE, LibC.PROT_READ | LibC.PROT_EXEC);
        } catch (LastErrorException e) {
            LibC.munmap(page, SIZE);
            throw e;
        }
        return page;
    }

    @Override
    public void call(int offset, ByteBuffer memory) {
        Pointer address = Native.getDirectBufferPointer(memory);
        try {
            Function.getFunction(new Pointer(page + offset)).invokeVoid(new Object[] {address});
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    @Override
    public void close() {
        LibC.munmap(page, SIZE);
    }
}
