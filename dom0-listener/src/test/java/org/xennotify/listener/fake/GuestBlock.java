package org.xennotify.listener.fake;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.xennotify.device.SharedPages;
import org.xennotify.device.VcpuState;
import org.xennotify.event.Message;
import org.xennotify.event.RecordDecoder;
import org.xennotify.event.RecordEncoder;
import org.xennotify.listener.memory.GuestTables;

/** A process's block for traps in two pages of its own, which lie the other way round in memory. */
public final class GuestBlock {
    /** Where its first page is. */
    public static final long PAGE = 0x7fff_1234_5000L;

    private static final int FIRST = 0x92;
    private static final int SECOND = 0x91;

    private final FakeHypervisor memory;
    private final GuestTables tables;

    public GuestBlock(FakeHypervisor memory) {
        this.memory = memory;
        this.tables = GuestTables.ofFourLevels(memory);
        memory.frame(FIRST);
        memory.frame(SECOND);
        tables.map(PAGE, FIRST, GuestTables.ALL);
        tables.map(PAGE + SharedPages.PAGE, SECOND, GuestTables.ALL);
    }

    /** The process's page tables. */
    public GuestTables tables() {
        return tables;
    }

    /** The registers of a virtual CPU that runs the process. */
    public VcpuState process() {
        return tables.process();
    }

    /** Puts an event at an address of the two pages. */
    public void write(long address, int capacity, String type, String data, boolean wantsReply) {
        ByteBuffer record =
                new RecordEncoder(8192).event(new Message(type, data.getBytes(US_ASCII), wantsReply), 77, 5);
        ByteBuffer block = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
        block.put("XNT1".getBytes(US_ASCII)).putInt(capacity).putLong(0).put(record);
        put(address, Arrays.copyOf(block.array(), block.position()));
    }

    /** Puts bytes at an address of the two pages. */
    public void put(long address, byte... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            frame(address + i).put((int) (address + i) & SharedPages.PAGE - 1, bytes[i]);
        }
    }

    private ByteBuffer frame(long address) {
        return memory.frame(address - PAGE < SharedPages.PAGE ? FIRST : SECOND);
    }

    /** Bytes at an address of the two pages. */
    public byte[] get(long address, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = frame(address + i).get((int) (address + i) & SharedPages.PAGE - 1);
        }
        return bytes;
    }

    /** The status of a block. */
    public int status(long address) {
        return ByteBuffer.wrap(get(address + 8, 4))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }

    /** The record that a block has now: type and data. */
    public String reply(long address) {
        ByteBuffer bytes = ByteBuffer.wrap(get(address + 16, 512)).order(ByteOrder.LITTLE_ENDIAN);
        RecordDecoder record = new RecordDecoder(4080);
        if (record.decode(bytes) != RecordDecoder.Result.COMPLETE) {
            return record.violation();
        }
        String type = new String(bytes.array(), record.typeOffset(), record.typeLength(), US_ASCII);
        return record.kind() + " " + type + " "
                + new String(bytes.array(), record.payloadOffset(), record.payloadLength(), US_ASCII);
    }
}
