package org.xennotify.listener.memory;

import org.xennotify.device.VcpuState;

/**
 * How an x86 processor finds memory by a linear address, as its registers tell; numbers from volume 3 of Intel's
 * manual, chapter 5, and volume 2 of AMD's, chapter 5.
 */
enum PagingMode {
    /** Addresses are those of memory. */
    OFF(0, 10, 4, 32, 0),
    /** Two levels of 4-byte entries; pages of 4 KiB and 4 MiB. */
    TWO_LEVEL(2, 10, 4, 32, 0xffff_f000L),
    /** Three levels of 8-byte entries, the first of which has four; pages of 4 KiB and 2 MiB. */
    PAE(3, 9, 8, 32, 0xffff_ffe0L),
    /** Pages of 4 KiB, 2 MiB and 1 GiB. */
    FOUR_LEVEL(4, 9, 8, 48, PagingMode.ADDRESS),
    FIVE_LEVEL(5, 9, 8, 57, PagingMode.ADDRESS);

    /** Where an entry of 8 bytes, or CR3 in 64-bit mode, has an address of memory. */
    static final long ADDRESS = 0x000f_ffff_ffff_f000L;

    private static final long CR0_PG = 1L << 31;
    private static final long CR4_PSE = 1L << 4;
    private static final long CR4_PAE = 1L << 5;
    private static final long CR4_LA57 = 1L << 12;
    private static final long EFER_LMA = 1L << 10;
    private static final int PAGE_SHIFT = 12;

    private final int levels;
    private final int indexBits;
    private final int entrySize;
    private final int addressBits;
    private final long rootMask;

    PagingMode(int levels, int indexBits, int entrySize, int addressBits, long rootMask) {
        this.levels = levels;
        this.indexBits = indexBits;
        this.entrySize = entrySize;
        this.addressBits = addressBits;
        this.rootMask = rootMask;
    }

    static PagingMode of(VcpuState cpu) {
        if ((cpu.cr0() & CR0_PG) == 0) {
            return OFF;
        }
        if ((cpu.efer() & EFER_LMA) != 0) {
            return (cpu.cr4() & CR4_LA57) != 0 ? FIVE_LEVEL : FOUR_LEVEL;
        }
        return (cpu.cr4() & CR4_PAE) != 0 ? PAE : TWO_LEVEL;
    }

    /** The first level looked at; the last one is 1. */
    int levels() {
        return levels;
    }

    int entrySize() {
        return entrySize;
    }

    /** Whether this mode has such an address: 64-bit ones repeat their highest bit. */
    boolean has(long address) {
        int unused = Long.SIZE - addressBits;
        return addressBits == 32 ? address >>> 32 == 0 : address << unused >> unused == address;
    }

    /** Where in memory the first table begins. */
    long root(VcpuState cpu) {
        return cpu.cr3() & rootMask;
    }

    /** How many low bits of an address an entry of a level leaves alone. */
    int shift(int level) {
        return PAGE_SHIFT + (level - 1) * indexBits;
    }

    /** Which entry of its table stands for an address. */
    long index(long address, int level) {
        return address >>> shift(level) & (1L << indexBits) - 1;
    }

    /** Whether entries of a level may stand for large pages. */
    boolean hasLargePages(int level, VcpuState cpu) {
        return switch (this) {
            case OFF -> false;
            case TWO_LEVEL -> level == 2 && (cpu.cr4() & CR4_PSE) != 0;
            case PAE -> level == 2;
            case FOUR_LEVEL, FIVE_LEVEL -> level == 2 || level == 3;
        };
    }

    /** Whether bit 7 of an entry of a level means nothing: else, where there are no large pages, it must be 0. */
    boolean ignoresPageSize(int level) {
        return level == 1 || this == TWO_LEVEL;
    }

    /** Whether entries of a level say who may touch what they lead to. */
    boolean hasPermissions(int level) {
        return this != PAE || level < levels;
    }
}
