package org.xennotify.device.linux;

import java.nio.ByteBuffer;

/**
 * What {@code recvmsg} is given and fills in on 64-bit Linux: {@code struct msghdr}, one {@code iovec}, a control message
 * of type SCM_CREDENTIALS, and the data. There is no room for a second control message: descriptors that come along are
 * closed by the kernel, never opened here (unix(7)).
 */
final class DatagramMessage {
    private static final int IOV = 16;
    private static final int IOV_LENGTH = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;
    private static final int HEADER = 56;

    private static final int VECTOR_SIZE = 16;

    // cmsghdr: length, level, type; ucred: pid, uid, gid; padded to eight bytes
    private static final int CREDENTIALS = HEADER + VECTOR_SIZE;
    private static final int CREDENTIALS_SIZE = 32;
    private static final int UID = CREDENTIALS + 16 + 4;

    private static final int DATA = CREDENTIALS + CREDENTIALS_SIZE;

    private final int room;
    private final NativeMemory memory;

    /** {@code room}: bytes of the longest datagram that is not cut. */
    DatagramMessage(int room) {
        this.room = room;
        this.memory = new NativeMemory(DATA + room);
    }

    /** The address of the {@code msghdr}, which says again what the kernel may fill in. */
    long prepare() {
        memory.bytes()
                .putLong(IOV, memory.address() + HEADER)
                .putLong(IOV_LENGTH, 1)
                .putLong(CONTROL, memory.address() + CREDENTIALS)
                .putLong(CONTROL_LENGTH, CREDENTIALS_SIZE)
                .putInt(FLAGS, 0)
                .putLong(HEADER, memory.address() + DATA)
                .putLong(HEADER + Long.BYTES, room);
        return memory.address();
    }

    /** Whether the datagram was longer than its room. */
    boolean isCut() {
        return (memory.bytes().getInt(FLAGS) & LibC.MSG_TRUNC) != 0;
    }

    /** Who sent it. */
    int uid() {
        return memory.bytes().getInt(UID);
    }

    /** From its first byte on. */
    ByteBuffer data() {
        return memory.bytes().slice(DATA, room);
    }
}
