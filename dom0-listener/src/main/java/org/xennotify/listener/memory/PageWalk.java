package org.xennotify.listener.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.SharedPages;
import org.xennotify.device.VcpuState;
import org.xennotify.listener.memory.Translation.Fault;
import org.xennotify.listener.memory.Translation.Found;
import org.xennotify.listener.memory.Translation.Reason;

/**
 * Finds what a virtual x86 CPU finds at a linear address, and whether it may touch it: the present bit at every level; at
 * CPL 3 also the user bit at every level, and for a write the write bit at every level; below CPL 3 for a write the write
 * bit if CR0.WP says so.
 *
 * <p>What one instruction of the caller itself lifts is not looked at: SMAP, which a kernel suspends, and protection
 * keys, which a process sets as it likes. SMEP and the execute bits are about instructions, not data.
 */
public final class PageWalk {

    /** The domain's memory. */
    public interface Frames {
        /** A frame's {@link SharedPages#PAGE} bytes, little-endian; null if the domain has no such frame. */
        @Nullable
        ByteBuffer frame(long number) throws IOException;
    }

    private static final long CR0_WP = 1L << 16;
    private static final long PRESENT = 1;
    private static final long WRITABLE = 1L << 1;
    private static final long USER = 1L << 2;
    private static final long PAGE_SIZE = 1L << 7;
    private static final int OFFSET_MASK = SharedPages.PAGE - 1;
    private static final int PAGE_SHIFT = 12;

    // A large page's entry has its memory type in bit 12; the bits between that and the page's number must be 0.
    private static final int LARGE_FLAGS = 13;

    private final VcpuState cpu;
    private final Frames frames;
    private final PagingMode mode;

    /** Walks tables in {@code frames} as a CPU in this state does. Nothing is kept between two walks. */
    public PageWalk(VcpuState cpu, Frames frames) {
        this.cpu = cpu;
        this.frames = frames;
        this.mode = PagingMode.of(cpu);
    }

    /**
     * Walks to one byte.
     *
     * @param address any number at all
     */
    public Translation translate(long address, Access access) throws IOException {
        if (!mode.has(address)) {
            return new Fault(address, Reason.NOT_CANONICAL);
        }
        long table = mode.root(cpu);
        long permissions = USER | WRITABLE;
        for (int level = mode.levels(); level > 0; level--) {
            long at = table + mode.index(address, level) * mode.entrySize();
            ByteBuffer frame = frames.frame(at >>> PAGE_SHIFT);
            if (frame == null) {
                return new Fault(address, Reason.NO_MEMORY);
            }
            long entry = entry(frame, (int) at & OFFSET_MASK);
            if ((entry & PRESENT) == 0) {
                return new Fault(address, Reason.NOT_MAPPED);
            }
            boolean large = (entry & PAGE_SIZE) != 0 && mode.hasLargePages(level, cpu);
            if (hasReservedBits(entry, level, large)) {
                return new Fault(address, Reason.RESERVED);
            }
            permissions &= mode.hasPermissions(level) ? entry : permissions;
            if (large || level == 1) {
                return allows(permissions, access)
                        ? found(base(entry, level, large), level, address)
                        : new Fault(address, Reason.FORBIDDEN);
            }
            table = entry & PagingMode.ADDRESS;
        }
        return new Found(address >>> PAGE_SHIFT, (int) address & OFFSET_MASK);
    }

    private long entry(ByteBuffer frame, int at) {
        return mode.entrySize() == Integer.BYTES ? Integer.toUnsignedLong(frame.getInt(at)) : frame.getLong(at);
    }

    private boolean hasReservedBits(long entry, int level, boolean large) {
        if (!large) {
            return (entry & PAGE_SIZE) != 0 && !mode.ignoresPageSize(level);
        }
        return (entry & reservedOfLarge(level)) != 0;
    }

    private long reservedOfLarge(int level) {
        long belowNumber = (1L << mode.shift(level)) - 1;
        return mode == PagingMode.TWO_LEVEL ? 1L << 21 : belowNumber & -(1L << LARGE_FLAGS);
    }

    private boolean allows(long permissions, Access access) {
        boolean process = cpu.cpl() == 3;
        if (process && (permissions & USER) == 0) {
            return false;
        }
        boolean checked = process || (cpu.cr0() & CR0_WP) != 0;
        return access == Access.READ || !checked || (permissions & WRITABLE) != 0;
    }

    /** Where in memory the page begins that an entry stands for. */
    private long base(long entry, int level, boolean large) {
        if (large && mode == PagingMode.TWO_LEVEL) {
            return (entry & 0xffc0_0000L) | (entry >>> LARGE_FLAGS & 0xff) << 32;
        }
        return entry & PagingMode.ADDRESS & -(1L << mode.shift(level));
    }

    private Found found(long base, int level, long address) {
        long byteInMemory = base + (address & (1L << mode.shift(level)) - 1);
        return new Found(byteInMemory >>> PAGE_SHIFT, (int) address & OFFSET_MASK);
    }
}
