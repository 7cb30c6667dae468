package org.xennotify.listener.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.xennotify.listener.fake.FakeHypervisor;
import org.xennotify.listener.memory.Translation.Fault;
import org.xennotify.listener.memory.Translation.Found;

/** Against what the builder of the tables knows. */
class PageWalkPropertyTest {

    /** A page of some size somewhere, with what its entry and the ones above it allow. */
    record Mapping(
            PagingMode mode, long address, int level, long base, long flags, boolean userAbove, boolean writeAbove) {

        long size() {
            return 1L << mode.shift(level);
        }

        boolean allows(int cpl, boolean writeProtect, Access access) {
            boolean user = userAbove && (flags & GuestTables.USER) != 0;
            boolean writable = writeAbove && (flags & GuestTables.WRITABLE) != 0;
            if (cpl == 3) {
                return user && (access == Access.READ || writable);
            }
            return access == Access.READ || writable || !writeProtect;
        }
    }

    @Provide
    Arbitrary<Mapping> mappings() {
        Arbitrary<PagingMode> modes =
                Arbitraries.of(PagingMode.TWO_LEVEL, PagingMode.PAE, PagingMode.FOUR_LEVEL, PagingMode.FIVE_LEVEL);
        return modes.flatMap(mode -> Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.of(levels(mode)),
                        Arbitraries.longs().between(0, 0xf_ffff),
                        Arbitraries.longs().between(0, 3),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as((address, level, frame, permissions, userAbove, writeAbove) -> {
                    long size = 1L << mode.shift(level);
                    return new Mapping(
                            mode,
                            canonical(mode, address) & -size,
                            level,
                            frame << 12 & -size & 0xffff_ffffL,
                            permissions << 1 | GuestTables.PRESENT,
                            userAbove,
                            writeAbove);
                }));
    }

    private static Integer[] levels(PagingMode mode) {
        return switch (mode) {
            case OFF -> new Integer[0];
            case TWO_LEVEL, PAE -> new Integer[] {1, 2};
            case FOUR_LEVEL, FIVE_LEVEL -> new Integer[] {1, 2, 3};
        };
    }

    private static long canonical(PagingMode mode, long address) {
        return switch (mode) {
            case OFF, TWO_LEVEL, PAE -> address & 0xffff_ffffL;
            case FOUR_LEVEL -> address << 16 >> 16;
            case FIVE_LEVEL -> address << 7 >> 7;
        };
    }

    @Property
    void shouldFindEveryByteThatTheCpuFindsAndNoOther(
            @ForAll("mappings") Mapping mapping, @ForAll long within, @ForAll boolean write, @ForAll boolean process)
            throws IOException {
        FakeHypervisor memory = new FakeHypervisor();
        GuestTables tables = new GuestTables(memory, mapping.mode);
        tables.mapEntry(
                mapping.address,
                mapping.level,
                mapping.base | mapping.flags | (mapping.level > 1 ? GuestTables.LARGE : 0));
        for (int above = mapping.level + 1; above <= mapping.mode.levels(); above++) {
            if (mapping.mode.hasPermissions(above)) {
                tables.clear(mapping.address, above, mapping.userAbove ? 0 : GuestTables.USER);
                tables.clear(mapping.address, above, mapping.writeAbove ? 0 : GuestTables.WRITABLE);
            }
        }
        boolean restrictedAbove = mapping.level < highestWithPermissions(mapping.mode);
        Mapping effective = restrictedAbove
                ? mapping
                : new Mapping(mapping.mode, mapping.address, mapping.level, mapping.base, mapping.flags, true, true);
        long offset = within & mapping.size() - 1;
        Access access = write ? Access.WRITE : Access.READ;
        int cpl = process ? 3 : 0;

        try (TableFrames frames = new TableFrames(GuestFrames.of(memory, 1))) {
            PageWalk walk = new PageWalk(tables.cpu(cpl, true), frames);
            Translation here = walk.translate(mapping.address + offset, access);
            Translation elsewhere = walk.translate(canonical(mapping.mode, mapping.address ^ mapping.size()), access);
            if (effective.allows(cpl, true, access)) {
                long physical = mapping.base + offset;
                assertThat(here).isEqualTo(new Found(physical >>> 12, (int) physical & 0xfff));
            } else {
                assertThat(here).isInstanceOf(Fault.class);
            }
            assertThat(elsewhere).isInstanceOf(Fault.class);
        }
        assertThat(memory.mapped()).isZero();
    }

    private static int highestWithPermissions(PagingMode mode) {
        return mode == PagingMode.PAE ? 2 : mode.levels();
    }

    @Property
    void shouldAlwaysReturnWhateverTablesAndAddressesAre(@ForAll("garbage") long[] garbage, @ForAll long address)
            throws IOException {
        for (PagingMode mode : PagingMode.values()) {
            FakeHypervisor memory = new FakeHypervisor();
            GuestTables tables = new GuestTables(memory, mode);
            for (int frame = 0x500; frame < 0x510; frame++) {
                for (int at = 0; at < 512; at++) {
                    memory.frame(frame).putLong(at * 8, garbage[(frame + at) % garbage.length]);
                }
            }
            try (TableFrames frames = new TableFrames(GuestFrames.of(memory, 1))) {
                Translation translation = new PageWalk(tables.process(), frames).translate(address, Access.WRITE);
                assertThat(translation).isNotNull();
                if (translation instanceof Found found) {
                    assertThat(found.offset()).isEqualTo((int) address & 0xfff);
                    assertThat(found.frame()).isNotNegative();
                }
            }
        }
    }

    /** Entries that lead into the tables' own frames more often than not. */
    @Provide
    Arbitrary<long[]> garbage() {
        return Arbitraries.oneOf(
                        Arbitraries.longs(),
                        Arbitraries.longs().between(0x500, 0x50f).map(frame -> frame << 12 | GuestTables.ALL))
                .array(long[].class)
                .ofMinSize(1)
                .ofMaxSize(40);
    }
}
