package org.xennotify.vchan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The page that both ends of a vchan share, a flyweight over it; as in Xen's xen/include/public/io/libxenvchan.h.
 *
 * <pre>
 *    0         4         8         12        16      18      20    21    22     23     24
 *    +---------+---------+---------+---------+-------+-------+-----+-----+------+------+------------------+
 *    | left    | left    | right   | right   | left  | right | cli | srv | cli  | srv  | references of    |
 *    | consumer| producer| consumer| producer| order | order | live| live|notify|notify| the rings' pages |
 *    +---------+---------+---------+---------+-------+-------+-----+-----+------+------+------------------+
 *    1024: a ring of 1 KiB, if its order is 10        2048: a ring of 2 KiB, if its order is 11
 * </pre>
 *
 * <p>The client writes the left ring, the server the right one. An end sets a bit in the other's notify byte to be told
 * (event channel) when that one has written, or has read. Memory order is in the methods' names.
 */
final class SharedPage {
    static final int LEFT_CONSUMER = 0;
    static final int LEFT_PRODUCER = 4;
    static final int RIGHT_CONSUMER = 8;
    static final int RIGHT_PRODUCER = 12;
    static final int LEFT_ORDER = 16;
    static final int RIGHT_ORDER = 18;
    static final int CLIENT_LIVE = 20;
    static final int SERVER_LIVE = 21;
    static final int REFERENCES = 24;

    /** Where rings are that lie in this page; the order says which. */
    static final int OFFSET_1_KIB = 1024;

    static final int OFFSET_2_KIB = 2048;

    /** "Tell me when you have written." */
    static final int NOTIFY_WRITE = 1;

    /** "Tell me when you have read." */
    static final int NOTIFY_READ = 2;

    static final byte GONE = 0;
    static final byte LIVE = 1;
    static final byte NEVER_CONNECTED = 2;

    // The notify bytes 22 and 23 are reached through the aligned word at 20: Java has no atomic operations on bytes.
    private static final int FLAGS = 20;
    private static final int CLIENT_NOTIFY_SHIFT = 16;
    private static final int SERVER_NOTIFY_SHIFT = 24;

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private ByteBuffer memory;

    SharedPage(ByteBuffer memory) {
        this.memory = memory;
    }

    ByteBuffer memory() {
        return memory;
    }

    /** From now on this is a copy that nobody else sees. */
    void keep() {
        ByteBuffer copy = ByteBuffer.allocateDirect(memory.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        copy.put(0, memory, 0, memory.capacity());
        memory = copy;
    }

    int indexAcquire(int offset) {
        return (int) INT.getAcquire(memory, offset);
    }

    void indexRelease(int offset, int value) {
        INT.setRelease(memory, offset, value);
    }

    int leftOrder() {
        return Short.toUnsignedInt(memory.getShort(LEFT_ORDER));
    }

    int rightOrder() {
        return Short.toUnsignedInt(memory.getShort(RIGHT_ORDER));
    }

    void orders(int left, int right) {
        memory.putShort(LEFT_ORDER, (short) left).putShort(RIGHT_ORDER, (short) right);
    }

    byte clientLive() {
        return (byte) ((int) INT.getVolatile(memory, FLAGS));
    }

    byte serverLive() {
        return (byte) ((int) INT.getVolatile(memory, FLAGS) >>> Byte.SIZE);
    }

    void clientLive(byte live) {
        memory.put(CLIENT_LIVE, live);
        VarHandle.fullFence();
    }

    void serverLive(byte live) {
        memory.put(SERVER_LIVE, live);
        VarHandle.fullFence();
    }

    int reference(int index) {
        return memory.getInt(REFERENCES + index * Integer.BYTES);
    }

    void reference(int index, int reference) {
        memory.putInt(REFERENCES + index * Integer.BYTES, reference);
    }

    /** Asks the client to notify the server; a full fence. */
    void askClient(int bit) {
        INT.getAndBitwiseOr(memory, FLAGS, bit << CLIENT_NOTIFY_SHIFT);
    }

    /** Asks the server to notify the client; a full fence. */
    void askServer(int bit) {
        INT.getAndBitwiseOr(memory, FLAGS, bit << SERVER_NOTIFY_SHIFT);
    }

    /** Whether the client was asked for this, which is thereby done; a full fence. */
    boolean takeAskedOfClient(int bit) {
        return take(bit << CLIENT_NOTIFY_SHIFT);
    }

    /** Whether the server was asked for this, which is thereby done; a full fence. */
    boolean takeAskedOfServer(int bit) {
        return take(bit << SERVER_NOTIFY_SHIFT);
    }

    private boolean take(int bit) {
        VarHandle.fullFence();
        if (((int) INT.getVolatile(memory, FLAGS) & bit) == 0) {
            return false; // the common case needs no write to a line that the other side reads
        }
        return ((int) INT.getAndBitwiseAnd(memory, FLAGS, ~bit) & bit) != 0;
    }
}
