package org.xennotify.trap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.xennotify.device.HypercallPage;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;

/** The instruction by which this process, whatever its privilege, hands a block to Dom0. Thread-safe. */
public final class TrapGate implements AutoCloseable {
    // At offset 0: push rbx; mov eax,[rdi]; mov ecx,[rdi+4]; cpuid; mov [rdi],eax … [rdi+12],edx; pop rbx; ret
    private static final String CPUID = "53 8B07 8B4F04 0FA2 8907 895F04 894F08 89570C 5B C3";

    private final HypercallPage page;
    private final Instruction instruction;
    private boolean closed;

    private TrapGate(HypercallPage page, Instruction instruction) {
        this.page = page;
        this.instruction = instruction;
    }

    /**
     * Opens it.
     *
     * @throws UnavailableException if no trap of this process reaches Xen, with cause and remedy in one sentence
     */
    public static TrapGate open(Platform platform) throws UnavailableException {
        HypercallPage page = platform.openHypercallPage(code());
        try {
            return new TrapGate(page, Instruction.find((leaf, subleaf) -> cpuid(page, leaf, subleaf)));
        } catch (UnavailableException e) {
            page.close();
            throw e;
        }
    }

    static byte[] code() {
        ByteBuffer code = ByteBuffer.allocate(HypercallPage.SIZE).put(machineCode(CPUID));
        for (Instruction instruction : Instruction.values()) {
            code.position(instruction.offset()).put(machineCode(instruction.routine()));
        }
        return code.array();
    }

    private static byte[] machineCode(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static Cpuid.Leaf cpuid(HypercallPage page, int leaf, int subleaf) {
        ByteBuffer registers = ByteBuffer.allocateDirect(4 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        page.call(0, registers.putInt(0, leaf).putInt(4, subleaf));
        return new Cpuid.Leaf(registers.getInt(0), registers.getInt(4), registers.getInt(8), registers.getInt(12));
    }

    /**
     * Traps. The virtual CPU stands still until Dom0 lets it go on, or not at all if nobody listens there; only the
     * block tells.
     */
    public synchronized void pass(EventBlock block) {
        if (closed) {
            throw new IllegalStateException("trap: the gate is closed");
        }
        page.call(instruction.offset(), block.bytes());
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            page.close();
        }
    }
}
