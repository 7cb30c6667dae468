package org.xennotify.listener.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xennotify.device.ForeignPages;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.SharedPages;
import org.xennotify.device.VcpuState;
import org.xennotify.listener.memory.Translation.Fault;
import org.xennotify.listener.memory.Translation.Found;
import org.xennotify.listener.memory.Translation.Reason;

/**
 * A guest's memory as one of its virtual CPUs addresses it, with the rights that this CPU has. Every access finds its way
 * through the page tables anew. The guest may change tables and memory during it: whoever needs both to be of one moment
 * keeps the domain paused.
 */
public final class AddressSpace {
    private static final int PAGE_SHIFT = 12;

    private final GuestFrames frames;
    private final Addressing addressing;

    private AddressSpace(GuestFrames frames, Addressing addressing) {
        this.frames = frames;
        this.addressing = addressing;
    }

    /** What a CPU in this state sees. */
    public static AddressSpace of(Hypervisor hypervisor, int domid, VcpuState cpu) {
        return of(GuestFrames.of(hypervisor, domid), cpu);
    }

    /** The same by frames that may be mapped already. */
    public static AddressSpace of(GuestFrames frames, VcpuState cpu) {
        return new AddressSpace(
                frames, (tables, address, access) -> new PageWalk(cpu, tables).translate(address, access));
    }

    /** The domain's memory from its frame 0 on: guest frames of HVM and PVH domains, machine frames of PV domains. */
    public static AddressSpace physical(Hypervisor hypervisor, int domid) {
        return new AddressSpace(
                GuestFrames.of(hypervisor, domid),
                (tables, address, access) -> new Found(address >>> PAGE_SHIFT, (int) address & SharedPages.PAGE - 1));
    }

    /**
     * Reads all of a piece of memory, or nothing.
     *
     * @return why not; empty if it was read
     * @throws IOException if the domain is gone, or the hypervisor refuses
     */
    public Optional<Fault> read(long address, byte[] into, int offset, int length) throws IOException {
        return copy(address, length, Access.READ, (page, at, done, count) -> page.get(at, into, offset + done, count));
    }

    /**
     * Writes all of a piece of memory, or nothing: only where the CPU itself could write every byte.
     *
     * @return why not; empty if it was written
     * @throws IOException if the domain is gone, or the hypervisor refuses
     */
    public Optional<Fault> write(long address, byte[] from, int offset, int length) throws IOException {
        return copy(address, length, Access.WRITE, (page, at, done, count) -> page.put(at, from, offset + done, count));
    }

    /**
     * Lets somebody look at a piece of memory and write to it, where the CPU itself could write every byte.
     *
     * @return why not; empty if it was done
     * @throws IOException if the domain is gone, or the hypervisor refuses
     */
    public Optional<Fault> change(long address, int length, Change change) throws IOException {
        return copy(address, length, Access.WRITE, change::change);
    }

    /** Changes what of a piece of memory lies in one page. */
    public interface Change {
        /**
         * Does it; called by ascending addresses.
         *
         * @param page a whole page
         * @param at where in the page it begins
         * @param done bytes of it that lie in earlier pages
         * @param count bytes of it in this page
         */
        void change(ByteBuffer page, int at, int done, int count);
    }

    private interface Addressing {
        Translation translate(PageWalk.Frames frames, long address, Access access) throws IOException;
    }

    private interface Copy {
        void copy(ByteBuffer page, int at, int done, int count);
    }

    /** What of an access lies in one page: {@code count} bytes, behind the {@code done} bytes of earlier pages. */
    private record Piece(long address, Found place, int done, int count) {}

    private Optional<Fault> copy(long address, int length, Access access, Copy copy) throws IOException {
        if (length > 0 && Long.compareUnsigned(address + length - 1, address) < 0) {
            return Optional.of(new Fault(address, Reason.WRAPS));
        }
        List<Piece> pieces = new ArrayList<>();
        Optional<Fault> fault = find(address, length, access, pieces);
        return fault.isPresent() || pieces.isEmpty() ? fault : copy(pieces, access, copy);
    }

    private Optional<Fault> find(long address, int length, Access access, List<Piece> pieces) throws IOException {
        try (TableFrames tables = new TableFrames(frames)) {
            for (int done = 0; done < length; ) {
                Translation translation = addressing.translate(tables, address + done, access);
                if (translation instanceof Fault fault) {
                    return Optional.of(fault);
                }
                Found place = (Found) translation;
                int count = Math.min(length - done, SharedPages.PAGE - place.offset());
                pieces.add(new Piece(address + done, place, done, count));
                done += count;
            }
            return Optional.empty();
        }
    }

    private Optional<Fault> copy(List<Piece> pieces, Access access, Copy copy) throws IOException {
        long[] numbers = pieces.stream().mapToLong(piece -> piece.place.frame()).toArray();
        List<ByteBuffer> pages = new ArrayList<>();
        try (ForeignPages mapped = frames.map(numbers, access == Access.WRITE)) {
            for (int i = 0; i < numbers.length; i++) {
                ByteBuffer page = mapped.page(i);
                if (page == null) {
                    return Optional.of(new Fault(pieces.get(i).address, Reason.NO_MEMORY));
                }
                pages.add(page);
            }
            for (int i = 0; i < numbers.length; i++) {
                Piece piece = pieces.get(i);
                copy.copy(pages.get(i), piece.place.offset(), piece.done, piece.count);
            }
            return Optional.empty();
        }
    }
}
