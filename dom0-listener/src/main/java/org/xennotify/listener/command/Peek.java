package org.xennotify.listener.command;

import java.io.IOException;
import java.util.Optional;
import org.xennotify.listener.memory.AddressSpace;
import org.xennotify.listener.memory.Translation.Fault;

/** Reads memory in pieces. */
final class Peek {
    private static final int AT_ONCE = 1 << 16;

    /** Takes what was read. */
    interface Output {
        void take(long address, byte[] bytes, int length) throws IOException;
    }

    private Peek() {}

    /**
     * Reads a piece of memory, which must not reach beyond the end of the address space.
     *
     * @throws IOException if not all of it can be read; what lies before that was put out
     */
    static void read(AddressSpace space, long address, int length, Output output) throws IOException {
        byte[] bytes = new byte[Math.min(length, AT_ONCE)];
        int done = 0;
        int wanted = bytes.length;
        while (done < length) {
            long at = address + done;
            Optional<Fault> fault = space.read(at, bytes, 0, wanted);
            if (fault.isEmpty()) {
                output.take(at, bytes, wanted);
                done += wanted;
                wanted = Math.min(length - done, AT_ONCE);
            } else if (fault.get().address() == at) {
                throw new IOException("cannot read on: " + fault.get() + ".");
            } else {
                wanted = (int) (fault.get().address() - at);
            }
        }
    }
}
