package org.xennotify.listener.memory;

import java.nio.ByteBuffer;
import org.xennotify.device.VcpuState;
import org.xennotify.listener.fake.FakeHypervisor;

/** Builds page tables in a guest's memory, as its kernel would. */
public final class GuestTables {
    public static final long PRESENT = 1;
    public static final long WRITABLE = 2;
    public static final long USER = 4;
    static final long LARGE = 0x80;
    public static final long ALL = PRESENT | WRITABLE | USER;

    private static final long CR0_PE = 1;
    private static final long CR0_WP = 1L << 16;
    private static final long CR0_PG = 1L << 31;
    private static final long CR4_PSE = 1L << 4;
    private static final long CR4_PAE = 1L << 5;
    private static final long CR4_LA57 = 1L << 12;
    private static final long EFER_LMA = 1L << 10;

    private final FakeHypervisor memory;
    private final PagingMode mode;
    private final long root;
    private long lastTable;

    /** Tables lie in frames from 0x500 on. */
    GuestTables(FakeHypervisor memory, PagingMode mode) {
        this.memory = memory;
        this.mode = mode;
        this.lastTable = 0x500;
        this.root = newTable();
    }

    /** Those of an ordinary 64-bit kernel. */
    public static GuestTables ofFourLevels(FakeHypervisor memory) {
        return new GuestTables(memory, PagingMode.FOUR_LEVEL);
    }

    private long newTable() {
        memory.frame(++lastTable);
        return lastTable << 12;
    }

    /** Has an entry of some level stand for an address; the ones above it allow everything. */
    void mapEntry(long address, int level, long entry) {
        put(entryAt(address, level), entry);
    }

    /** Has a page of 4 KiB stand for an address. */
    public void map(long address, long frame, long flags) {
        mapEntry(address, 1, frame << 12 | flags);
    }

    /** Takes permissions or more away from an address's entry of some level. */
    public void clear(long address, int level, long flags) {
        long at = entryAt(address, level);
        put(at, get(at) & ~flags);
    }

    /** Where in memory an address's entry of a level lies; tables above it are made if need be. */
    long entryAt(long address, int level) {
        long table = root;
        for (int above = mode.levels(); above > level; above--) {
            long at = table + mode.index(address, above) * mode.entrySize();
            if ((get(at) & PRESENT) == 0) {
                put(at, newTable() | (mode.hasPermissions(above) ? ALL : PRESENT));
            }
            table = get(at) & PagingMode.ADDRESS;
        }
        return table + mode.index(address, level) * mode.entrySize();
    }

    private long get(long at) {
        ByteBuffer frame = memory.frame(at >>> 12);
        int offset = (int) at & 0xfff;
        return mode.entrySize() == 4 ? Integer.toUnsignedLong(frame.getInt(offset)) : frame.getLong(offset);
    }

    private void put(long at, long entry) {
        ByteBuffer frame = memory.frame(at >>> 12);
        int offset = (int) at & 0xfff;
        if (mode.entrySize() == 4) {
            frame.putInt(offset, (int) entry);
        } else {
            frame.putLong(offset, entry);
        }
    }

    /** An ordinary process. */
    public VcpuState process() {
        return cpu(3, true);
    }

    public VcpuState cpu(int cpl, boolean writeProtect) {
        long cr0 = CR0_PE | (writeProtect ? CR0_WP : 0) | (mode == PagingMode.OFF ? 0 : CR0_PG);
        // Low bits of CR3 are flags, or in 64-bit mode a process's number.
        return switch (mode) {
            case OFF -> new VcpuState(cr0, 0xdead_b000L, 0, 0, 0, cpl);
            case TWO_LEVEL -> new VcpuState(cr0, root | 0x18, CR4_PSE, 0, 0, cpl);
            case PAE -> new VcpuState(cr0, root | 0x18, CR4_PAE, 0, 0, cpl);
            case FOUR_LEVEL -> new VcpuState(cr0, root | 0xabc, CR4_PAE, EFER_LMA, 0, cpl);
            case FIVE_LEVEL -> new VcpuState(cr0, root | 0xabc, CR4_PAE | CR4_LA57, EFER_LMA, 0, cpl);
        };
    }
}
