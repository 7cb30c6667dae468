package org.xennotify.listener.memory;

/** What an address leads to. */
public sealed interface Translation {

    /**
     * Memory.
     *
     * @param frame the number of its 4,096-byte frame, whatever the size of the guest's page
     * @param offset of the byte within the frame
     */
    record Found(long frame, int offset) implements Translation {}

    /** Nothing that may be touched. */
    record Fault(long address, Reason reason) implements Translation {

        /** One clause for people: {@code 0x1000 is not mapped}. */
        @Override
        public String toString() {
            return "0x" + Long.toHexString(address) + " " + reason.text;
        }
    }

    /** Why not. */
    enum Reason {
        NOT_CANONICAL("is no address of this mode of the processor"),
        WRAPS("is too close to the end of the address space"),
        NOT_MAPPED("is not mapped"),
        RESERVED("leads through a page table with reserved bits set"),
        FORBIDDEN("may not be touched so by the caller"),
        NO_MEMORY("leads to a frame that the domain does not have");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }
}
