package org.xennotify.device.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory that system calls read and write, zeroed. Seen from Java it is a buffer, whose access costs no native call as
 * that of JNA's own memory does.
 */
final class NativeMemory {
    private final Memory memory;
    private final ByteBuffer bytes;

    NativeMemory(int size) {
        memory = new Memory(size);
        memory.clear();
        bytes = memory.getByteBuffer(0, size).order(ByteOrder.nativeOrder());
    }

    /** Valid as long as this object is reachable: a local one may be collected while a call still uses the address. */
    long address() {
        return Pointer.nativeValue(memory);
    }

    ByteBuffer bytes() {
        return bytes;
    }
}
