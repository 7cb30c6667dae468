package org.xennotify.listener.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xennotify.listener.memory.GuestTables.ALL;
import static org.xennotify.listener.memory.GuestTables.LARGE;
import static org.xennotify.listener.memory.GuestTables.PRESENT;
import static org.xennotify.listener.memory.GuestTables.USER;
import static org.xennotify.listener.memory.GuestTables.WRITABLE;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xennotify.device.VcpuState;
import org.xennotify.listener.fake.FakeHypervisor;
import org.xennotify.listener.memory.Translation.Fault;
import org.xennotify.listener.memory.Translation.Found;
import org.xennotify.listener.memory.Translation.Reason;

class PageWalkTest {
    private static final long ADDRESS = 0x1234_5678;
    private static final long FRAME = 0x77;

    private final FakeHypervisor memory = new FakeHypervisor();

    private Translation walk(VcpuState cpu, long address, Access access) throws IOException {
        try (TableFrames frames = new TableFrames(GuestFrames.of(memory, 3))) {
            return new PageWalk(cpu, frames).translate(address, access);
        }
    }

    private GuestTables tables(PagingMode mode) {
        return new GuestTables(memory, mode);
    }

    private static Fault fault(long address, Reason reason) {
        return new Fault(address, reason);
    }

    @ParameterizedTest
    @EnumSource(value = PagingMode.class, names = "OFF", mode = Mode.EXCLUDE)
    void shouldFindASmallPage(PagingMode mode) throws Exception {
        GuestTables tables = tables(mode);
        tables.map(ADDRESS, FRAME, ALL);
        assertThat(walk(tables.process(), ADDRESS, Access.READ)).isEqualTo(new Found(FRAME, 0x678));
        assertThat(walk(tables.process(), ADDRESS, Access.WRITE)).isEqualTo(new Found(FRAME, 0x678));
    }

    @Test
    void shouldTakeAddressesAsTheyAreWherePagingIsOff() throws Exception {
        VcpuState cpu = tables(PagingMode.OFF).process();
        assertThat(walk(cpu, ADDRESS, Access.WRITE)).isEqualTo(new Found(0x12345, 0x678));
        assertThat(walk(cpu, 0xffff_ffffL, Access.WRITE)).isEqualTo(new Found(0xfffff, 0xfff));
        assertThat(walk(cpu, 0x1_0000_0000L, Access.WRITE)).isEqualTo(fault(0x1_0000_0000L, Reason.NOT_CANONICAL));
    }

    @Test
    void shouldFindAPageOf4MiBAboveTheFirst4GiB() throws Exception {
        GuestTables tables = tables(PagingMode.TWO_LEVEL);
        tables.mapEntry(ADDRESS, 2, 0x0880_0000L | 0x5a << 13 | LARGE | ALL);
        assertThat(walk(tables.process(), ADDRESS, Access.WRITE))
                .isEqualTo(new Found((0x5aL << 32 | 0x0880_0000 | ADDRESS & 0x3f_ffff) >>> 12, 0x678));
    }

    @Test
    void shouldTakeBit7OfA32BitDirectoryForNothingWithoutPse() throws Exception {
        GuestTables tables = tables(PagingMode.TWO_LEVEL);
        tables.map(ADDRESS, FRAME, ALL);
        long directoryEntry = tables.entryAt(ADDRESS, 2);
        memory.frame(directoryEntry >>> 12)
                .putInt(
                        (int) directoryEntry & 0xfff,
                        memory.frame(directoryEntry >>> 12).getInt((int) directoryEntry & 0xfff) | (int) LARGE);
        VcpuState cpu = tables.process();
        VcpuState withoutPse = new VcpuState(cpu.cr0(), cpu.cr3(), 0, 0, 0, 3);
        assertThat(walk(withoutPse, ADDRESS, Access.READ)).isEqualTo(new Found(FRAME, 0x678));
    }

    @ParameterizedTest
    @EnumSource(names = {"PAE", "FOUR_LEVEL", "FIVE_LEVEL"})
    void shouldFindAPageOf2MiB(PagingMode mode) throws Exception {
        GuestTables tables = tables(mode);
        tables.mapEntry(ADDRESS, 2, 0x8_0060_0000L | 1 << 12 | LARGE | ALL); // bit 12: a memory type
        assertThat(walk(tables.process(), ADDRESS, Access.WRITE))
                .isEqualTo(new Found((0x8_0060_0000L | ADDRESS & 0x1f_ffff) >>> 12, 0x678));
    }

    @ParameterizedTest
    @EnumSource(names = {"FOUR_LEVEL", "FIVE_LEVEL"})
    void shouldFindAPageOf1GiB(PagingMode mode) throws Exception {
        GuestTables tables = tables(mode);
        tables.mapEntry(ADDRESS, 3, 0x9_4000_0000L | LARGE | ALL);
        assertThat(walk(tables.process(), ADDRESS, Access.WRITE))
                .isEqualTo(new Found((0x9_4000_0000L | ADDRESS & 0x3fff_ffff) >>> 12, 0x678));
    }

    @ParameterizedTest
    @EnumSource(names = {"FOUR_LEVEL", "FIVE_LEVEL"})
    void shouldNotTakeFlagsInHighBitsForAnAddress(PagingMode mode) throws Exception {
        GuestTables tables = tables(mode);
        tables.map(ADDRESS, FRAME, ALL | 1L << 63 | 0x7ffL << 52);
        assertThat(walk(tables.process(), ADDRESS, Access.READ)).isEqualTo(new Found(FRAME, 0x678));
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 61, 1L << 62, 1L << 63})
    void shouldNotTakeFlagsInCr3ForAnAddress(long flag) throws Exception {
        GuestTables tables = tables(PagingMode.FOUR_LEVEL);
        tables.map(ADDRESS, FRAME, ALL);
        VcpuState cpu = tables.process();
        VcpuState flagged = new VcpuState(cpu.cr0(), cpu.cr3() | flag, cpu.cr4(), cpu.efer(), 0, 3);
        assertThat(walk(flagged, ADDRESS, Access.READ)).isEqualTo(new Found(FRAME, 0x678));
    }

    static Stream<Arguments> everyLevel() {
        return Stream.of(PagingMode.values())
                .flatMap(mode -> Stream.iterate(1, level -> level <= mode.levels(), level -> level + 1)
                        .map(level -> Arguments.of(mode, level)));
    }

    static Stream<Arguments> everyLevelWithPermissions() {
        return everyLevel().filter(level -> ((PagingMode) level.get()[0]).hasPermissions((int) level.get()[1]));
    }

    @ParameterizedTest
    @MethodSource("everyLevel")
    void shouldNotFindWhatIsNotPresentAtAnyLevel(PagingMode mode, int level) throws Exception {
        GuestTables tables = tables(mode);
        tables.map(ADDRESS, FRAME, ALL);
        tables.clear(ADDRESS, level, PRESENT);
        assertThat(walk(tables.cpu(0, false), ADDRESS, Access.READ)).isEqualTo(fault(ADDRESS, Reason.NOT_MAPPED));
    }

    @ParameterizedTest
    @MethodSource("everyLevelWithPermissions")
    void shouldKeepAProcessFromAKernelsMemory(PagingMode mode, int level) throws Exception {
        GuestTables tables = tables(mode);
        tables.map(ADDRESS, FRAME, ALL);
        tables.clear(ADDRESS, level, USER);
        assertThat(walk(tables.process(), ADDRESS, Access.READ)).isEqualTo(fault(ADDRESS, Reason.FORBIDDEN));
        assertThat(walk(tables.process(), ADDRESS, Access.WRITE)).isEqualTo(fault(ADDRESS, Reason.FORBIDDEN));
        assertThat(walk(tables.cpu(0, true), ADDRESS, Access.WRITE)).isEqualTo(new Found(FRAME, 0x678));
    }

    @ParameterizedTest
    @MethodSource("everyLevelWithPermissions")
    void shouldKeepAProcessFromWritingWhatItMayOnlyRead(PagingMode mode, int level) throws Exception {
        GuestTables tables = tables(mode);
        tables.map(ADDRESS, FRAME, ALL);
        tables.clear(ADDRESS, level, WRITABLE);
        assertThat(walk(tables.process(), ADDRESS, Access.READ)).isEqualTo(new Found(FRAME, 0x678));
        assertThat(walk(tables.process(), ADDRESS, Access.WRITE)).isEqualTo(fault(ADDRESS, Reason.FORBIDDEN));
        assertThat(walk(tables.cpu(3, false), ADDRESS, Access.WRITE)).isEqualTo(fault(ADDRESS, Reason.FORBIDDEN));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void shouldLetAKernelWriteWhatIsReadOnlyOnlyWithoutWriteProtection(int cpl) throws Exception {
        GuestTables tables = tables(PagingMode.FOUR_LEVEL);
        tables.map(ADDRESS, FRAME, PRESENT);
        assertThat(walk(tables.cpu(cpl, true), ADDRESS, Access.WRITE)).isEqualTo(fault(ADDRESS, Reason.FORBIDDEN));
        assertThat(walk(tables.cpu(cpl, false), ADDRESS, Access.WRITE)).isEqualTo(new Found(FRAME, 0x678));
    }

    @Test
    void shouldHonourPermissionsOfLargePages() throws Exception {
        GuestTables tables = tables(PagingMode.FOUR_LEVEL);
        tables.mapEntry(ADDRESS, 2, 0x60_0000L | LARGE | PRESENT | USER);
        assertThat(walk(tables.process(), ADDRESS, Access.READ)).isInstanceOf(Found.class);
        assertThat(walk(tables.process(), ADDRESS, Access.WRITE)).isEqualTo(fault(ADDRESS, Reason.FORBIDDEN));
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0x0000_8000_0000_0000L,
                0x0000_ffff_ffff_ffffL,
                0x8000_0000_0000_0000L,
                0xffff_7fff_ffff_ffffL,
                0x1234_0000_1234_5678L
            })
    void shouldKnowWhatIsNotCanonical(long address) throws Exception {
        assertThat(walk(tables(PagingMode.FOUR_LEVEL).process(), address, Access.READ))
                .isEqualTo(fault(address, Reason.NOT_CANONICAL));
    }

    @Test
    void shouldFindTheHighestHalfOfTheAddressSpace() throws Exception {
        GuestTables tables = tables(PagingMode.FOUR_LEVEL);
        tables.map(0xffff_ffff_ffff_f000L, FRAME, ALL);
        tables.map(0xffff_8000_0000_0000L, FRAME + 1, ALL);
        assertThat(walk(tables.process(), -1, Access.READ)).isEqualTo(new Found(FRAME, 0xfff));
        assertThat(walk(tables.process(), 0xffff_8000_0000_0000L, Access.READ)).isEqualTo(new Found(FRAME + 1, 0));
    }

    @Test
    void shouldReachFurtherWithFiveLevels() throws Exception {
        GuestTables tables = tables(PagingMode.FIVE_LEVEL);
        tables.map(0x00ff_ffff_ffff_f000L, FRAME, ALL);
        assertThat(walk(tables.process(), 0x00ff_ffff_ffff_f000L, Access.READ)).isEqualTo(new Found(FRAME, 0));
        assertThat(walk(tables.process(), 0x0100_0000_0000_0000L, Access.READ))
                .isEqualTo(fault(0x0100_0000_0000_0000L, Reason.NOT_CANONICAL));
    }

    @ParameterizedTest
    @EnumSource(names = {"TWO_LEVEL", "PAE"})
    void shouldHaveOnly4GiBIn32BitModes(PagingMode mode) throws Exception {
        assertThat(walk(tables(mode).process(), 0x1_0000_0000L, Access.READ))
                .isEqualTo(fault(0x1_0000_0000L, Reason.NOT_CANONICAL));
    }

    static Stream<Arguments> reserved() {
        return Stream.of(
                Arguments.of(PagingMode.TWO_LEVEL, 2, LARGE | 1 << 21),
                Arguments.of(PagingMode.PAE, 3, LARGE),
                Arguments.of(PagingMode.PAE, 2, LARGE | 1 << 13),
                Arguments.of(PagingMode.FOUR_LEVEL, 4, LARGE),
                Arguments.of(PagingMode.FOUR_LEVEL, 3, LARGE | 1 << 29),
                Arguments.of(PagingMode.FOUR_LEVEL, 2, LARGE | 1 << 20),
                Arguments.of(PagingMode.FIVE_LEVEL, 5, LARGE),
                Arguments.of(PagingMode.FIVE_LEVEL, 4, LARGE));
    }

    @ParameterizedTest
    @MethodSource("reserved")
    void shouldFaultWhereTheProcessorDoesAtReservedBits(PagingMode mode, int level, long flags) throws Exception {
        GuestTables tables = tables(mode);
        tables.mapEntry(ADDRESS, level, flags | ALL);
        assertThat(walk(tables.process(), ADDRESS, Access.READ)).isEqualTo(fault(ADDRESS, Reason.RESERVED));
    }

    @ParameterizedTest
    @MethodSource("everyLevel")
    void shouldSayWhereAPageTableIsInNoMemory(PagingMode mode, int level) throws Exception {
        GuestTables tables = tables(mode);
        tables.mapEntry(ADDRESS, level, 0x9999_9000L | ALL);
        VcpuState cpu = tables.process();
        if (level == 1) {
            assertThat(walk(cpu, ADDRESS, Access.READ)).isEqualTo(new Found(0x99999, 0x678));
        } else {
            assertThat(walk(cpu, ADDRESS, Access.READ)).isEqualTo(fault(ADDRESS, Reason.NO_MEMORY));
        }
    }

    @Test
    void shouldEndWhereATableLeadsToItself() throws Exception {
        GuestTables tables = tables(PagingMode.FOUR_LEVEL);
        VcpuState cpu = tables.process();
        long root = cpu.cr3() >>> 12;
        for (int i = 0; i < 512; i++) {
            memory.frame(root).putLong(i * 8, root << 12 | ALL);
        }
        assertThat(walk(cpu, ADDRESS, Access.WRITE)).isEqualTo(new Found(root, 0x678));
    }

    @Test
    void shouldGiveEveryTableBack() throws Exception {
        GuestTables tables = tables(PagingMode.FOUR_LEVEL);
        tables.map(ADDRESS, FRAME, ALL);
        assertThat(walk(tables.process(), ADDRESS, Access.READ)).isInstanceOf(Found.class);
        assertThat(walk(tables.process(), ADDRESS + 0x1000, Access.READ)).isInstanceOf(Fault.class);
        assertThat(memory.mapped()).isZero();
    }
}
