package org.xennotify.testbed.sim;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.xennotify.device.MappedPages;
import org.xennotify.device.Platform;

/** A process that counts in a page which another one shares with it, at the same time as that, and gives nothing back. */
final class SharingPeer {
    static final int COUNTER = 64;
    static final int LIVE = 20;
    private static final int TURN = 68;

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private SharingPeer() {}

    static Process start(Platform place, int domid, int reference, int steps) throws IOException {
        Path java = Path.of(System.getProperty("java.home", ""), "bin", "java");
        return new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        SharingPeer.class.getName(),
                        place.name(),
                        Integer.toString(domid),
                        Integer.toString(reference),
                        Integer.toString(steps))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Counts as soon as both processes are there. */
    static void count(ByteBuffer page, int steps) {
        INT.getAndAdd(page, TURN, 1);
        while ((int) INT.getVolatile(page, TURN) < 2) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < steps; i++) {
            INT.getAndAdd(page, COUNTER, 1);
        }
    }

    public static void main(String[] args) throws IOException {
        Platform place = Platform.open(args[0]);
        int[] reference = {Integer.parseInt(args[2])};
        MappedPages pages = place.openGrantMapper().map(Integer.parseInt(args[1]), reference, true);
        pages.memory().put(LIVE, (byte) 1);
        pages.clearOnRelease(LIVE);
        count(pages.memory(), Integer.parseInt(args[3]));
    }
}
