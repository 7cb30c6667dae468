package org.xennotify.listener.monitor;

import java.nio.ByteBuffer;
import org.xennotify.listener.memory.AddressSpace;
import org.xennotify.trap.TrapBlock;

/** Writes an answer into what still begins as a block does; of one that is split within its mark, nothing. */
final class BlockWriter implements AddressSpace.Change {
    private final ByteBuffer answer;
    private boolean marked;

    BlockWriter(ByteBuffer answer) {
        this.answer = answer;
    }

    /** Bytes of a block up to the end of the answer. */
    int length() {
        return TrapBlock.STATUS + answer.limit();
    }

    @Override
    public void change(ByteBuffer page, int at, int done, int count) {
        if (done == 0) {
            marked = count >= TrapBlock.MARK && TrapBlock.isMarked(page, at);
        }
        int skipped = Math.min(count, Math.max(0, TrapBlock.STATUS - done));
        if (marked) {
            page.put(at + skipped, answer, done + skipped - TrapBlock.STATUS, count - skipped);
        }
    }
}
