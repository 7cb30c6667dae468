package org.xennotify.listener.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.xennotify.listener.memory.GuestTables.ALL;
import static org.xennotify.listener.memory.GuestTables.PRESENT;
import static org.xennotify.listener.memory.GuestTables.USER;

import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xennotify.listener.fake.FakeHypervisor;
import org.xennotify.listener.memory.Translation.Fault;
import org.xennotify.listener.memory.Translation.Reason;

class AddressSpaceTest {
    private static final int DOMID = 3;
    private static final long ADDRESS = 0x7fff_1234_5ff0L;
    private static final byte[] TEXT = "across the page boundary".getBytes(US_ASCII);

    private final FakeHypervisor memory = new FakeHypervisor();
    private final GuestTables tables = new GuestTables(memory, PagingMode.FOUR_LEVEL);

    private AddressSpace process() {
        return AddressSpace.of(memory, DOMID, tables.process());
    }

    /** Two pages next to each other by address, and the other way round in memory. */
    private void mapTwoPages() {
        map(ADDRESS, 0x92, ALL);
        map(ADDRESS + 0x1000, 0x91, ALL);
    }

    private void map(long address, long frame, long flags) {
        memory.frame(frame);
        tables.map(address, frame, flags);
    }

    private void write(byte[] text) {
        memory.frame(0x92).put(0xff0, text, 0, 16);
        memory.frame(0x91).put(0, text, 16, text.length - 16);
    }

    private byte[] written() {
        byte[] text = new byte[TEXT.length];
        memory.frame(0x92).get(0xff0, text, 0, 16);
        memory.frame(0x91).get(0, text, 16, text.length - 16);
        return text;
    }

    @AfterEach
    void shouldHaveGivenEveryFrameBack() {
        assertThat(memory.mapped()).isZero();
    }

    @Test
    void shouldReadAcrossAPageBoundary() throws Exception {
        mapTwoPages();
        write(TEXT);
        byte[] into = new byte[TEXT.length + 2];
        assertThat(process().read(ADDRESS, into, 1, TEXT.length)).isEmpty();
        assertThat(Arrays.copyOfRange(into, 1, into.length - 1)).isEqualTo(TEXT);
        assertThat(into[0]).isZero();
        assertThat(into[into.length - 1]).isZero();
    }

    @Test
    void shouldWriteAcrossAPageBoundary() throws Exception {
        mapTwoPages();
        assertThat(process().write(ADDRESS, TEXT, 0, TEXT.length)).isEmpty();
        assertThat(written()).isEqualTo(TEXT);
        assertThat(memory.frame(0x92).get(0xfef)).isZero();
        assertThat(memory.frame(0x91).get(TEXT.length - 16)).isZero();
    }

    @Test
    void shouldWriteNothingWhereOnlyThePartBeforeTheBoundaryIsWritable() throws Exception {
        map(ADDRESS, 0x92, ALL);
        map(ADDRESS + 0x1000, 0x91, PRESENT | USER);
        assertThat(process().write(ADDRESS, TEXT, 0, TEXT.length))
                .contains(new Fault((ADDRESS & -0x1000) + 0x1000, Reason.FORBIDDEN));
        assertThat(written()).containsOnly(0);
        assertThat(process().read(ADDRESS, new byte[TEXT.length], 0, TEXT.length))
                .isEmpty();
    }

    @Test
    void shouldReadNothingWhereThePartBehindTheBoundaryIsNotMapped() throws Exception {
        map(ADDRESS, 0x92, ALL);
        memory.frame(0x92).put(0xff0, TEXT, 0, 16);
        byte[] into = new byte[TEXT.length];
        assertThat(process().read(ADDRESS, into, 0, into.length))
                .contains(new Fault((ADDRESS & -0x1000) + 0x1000, Reason.NOT_MAPPED));
        assertThat(into).containsOnly(0);
        assertThat(process().read(ADDRESS, into, 0, 16)).isEmpty();
    }

    @Test
    void shouldTouchNothingWhereAFrameIsNotThere() throws Exception {
        map(ADDRESS, 0x92, ALL);
        tables.map(ADDRESS + 0x1000, 0x9999, ALL);
        assertThat(process().write(ADDRESS, TEXT, 0, TEXT.length))
                .contains(new Fault((ADDRESS & -0x1000) + 0x1000, Reason.NO_MEMORY));
        assertThat(memory.frame(0x92).get(0xff0)).isZero();
    }

    @Test
    void shouldNotGoOnAtTheBeginningBehindTheEndOfTheAddressSpace() throws Exception {
        map(-0x1000, 0x92, ALL);
        map(0, 0x91, ALL);
        assertThat(process().read(-8, new byte[9], 0, 9)).contains(new Fault(-8, Reason.WRAPS));
        assertThat(process().read(-8, new byte[8], 0, 8)).isEmpty();
        AddressSpace narrow = AddressSpace.of(memory, DOMID, new GuestTables(memory, PagingMode.OFF).process());
        memory.frame(0xfffff);
        assertThat(narrow.read(0xffff_fff8L, new byte[9], 0, 9))
                .contains(new Fault(0x1_0000_0000L, Reason.NOT_CANONICAL));
    }

    @Test
    void shouldNotReachIntoTheGapBetweenTheHalvesOfTheAddressSpace() throws Exception {
        map(0x7fff_ffff_f000L, 0x92, ALL);
        assertThat(process().read(0x7fff_ffff_fff8L, new byte[9], 0, 9))
                .contains(new Fault(0x8000_0000_0000L, Reason.NOT_CANONICAL));
    }

    @Test
    void shouldTouchNothingForNoBytes() throws Exception {
        assertThat(process().read(0xdead_0000_0000_0000L, new byte[0], 0, 0)).isEmpty();
    }

    @Test
    void shouldReadMemoryByItsPlace() throws Exception {
        memory.frame(0x91).put(0xff0, TEXT, 0, 16);
        memory.frame(0x92).put(0, TEXT, 16, TEXT.length - 16);
        byte[] into = new byte[TEXT.length];
        AddressSpace physical = AddressSpace.physical(memory, DOMID);
        assertThat(physical.read(0x91ff0, into, 0, into.length)).isEmpty();
        assertThat(into).isEqualTo(TEXT);
        assertThat(physical.read(0x90fff, into, 0, 1)).contains(new Fault(0x90fff, Reason.NO_MEMORY));
        assertThat(physical.read(-1, into, 0, 1)).contains(new Fault(-1, Reason.NO_MEMORY));
    }

    @Test
    void shouldSayWhatIsWrongInAClause() throws Exception {
        Optional<Fault> fault = process().read(0x1000, new byte[1], 0, 1);
        assertThat(fault).hasValueSatisfying(wrong -> assertThat(wrong).hasToString("0x1000 is not mapped"));
    }

    @Property
    void shouldReadBackWhatItHasWritten(
            @ForAll @IntRange(max = 0x2fff) int offset, @ForAll @IntRange(max = 0x3000) int length) throws Exception {
        FakeHypervisor guest = new FakeHypervisor();
        GuestTables kernel = new GuestTables(guest, PagingMode.PAE);
        for (int page = 0; page < 3; page++) {
            guest.frame(0x100 - page);
            kernel.map(0x8000_0000L + page * 0x1000, 0x100 - page, ALL);
        }
        AddressSpace space = AddressSpace.of(guest, DOMID, kernel.process());
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7 + 1);
        }
        byte[] back = new byte[length];
        boolean fits = offset + length <= 0x3000;

        assertThat(space.write(0x8000_0000L + offset, bytes, 0, length).isEmpty())
                .isEqualTo(fits);
        assertThat(space.read(0x8000_0000L + offset, back, 0, length).isEmpty()).isEqualTo(fits);
        assertThat(back).isEqualTo(fits ? bytes : new byte[length]);
        assertThat(guest.mapped()).isZero();
    }
}
