package org.xennotify.agent.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import org.xennotify.device.HypercallPage;

/**
 * A processor of AMD's that runs a PVH guest, as far as its instructions {@code cpuid} and {@code vmmcall} go: machine
 * code is looked at for which of them it has.
 */
public final class MemoryProcessor {
    private static final String CPUID = "0fa2";
    private static final String VMMCALL = "0f01d9";
    private static final int ROUTINE = 64;

    private static final Map<Integer, int[]> LEAVES = Map.of(
            0,
            registers(0x10, "Auth", "cAMD", "enti"),
            1,
            new int[] {0, 0, 1 << 31, 0},
            0x40000000,
            registers(0x40000005, "XenV", "MMXe", "nVMM"),
            0x40000004,
            new int[] {1 << 3, 0, 0, 0});

    private Consumer<ByteBuffer> dom0 = block -> {};

    private static int[] registers(int eax, String ebx, String ecx, String edx) {
        return new int[] {eax, number(ebx), number(ecx), number(edx)};
    }

    private static int number(String text) {
        return text.charAt(0) | text.charAt(1) << 8 | text.charAt(2) << 16 | text.charAt(3) << 24;
    }

    /** What is done with each block that is shown to Dom0; nothing, unless told. */
    public void onTrap(Consumer<ByteBuffer> handler) {
        dom0 = handler;
    }

    HypercallPage load(byte[] code) {
        return new HypercallPage() {
            @Override
            public void call(int offset, ByteBuffer memory) {
                execute(HexFormat.of().formatHex(Arrays.copyOfRange(code, offset, offset + ROUTINE)), memory);
            }

            @Override
            public void close() {}
        };
    }

    private void execute(String routine, ByteBuffer memory) {
        ByteBuffer view = memory.duplicate().order(ByteOrder.LITTLE_ENDIAN).clear();
        if (routine.contains(CPUID)) {
            int[] leaf = LEAVES.getOrDefault(view.getInt(0), new int[4]);
            for (int register : leaf) {
                view.putInt(register);
            }
        } else if (routine.contains(VMMCALL)) {
            dom0.accept(view);
        } else {
            throw new AssertionError("SIGILL");
        }
    }
}
