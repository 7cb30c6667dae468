package org.xennotify.listener.route;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.xennotify.lifecycle.Reason;
import org.xennotify.listener.config.MemoryRead;
import org.xennotify.listener.memory.AddressSpace;
import org.xennotify.listener.memory.Translation.Fault;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Slice;

/** Follows pointers in a trap's payload into the memory of its caller, as far as the caller itself could. */
final class Pointers {
    private static final String FIELD = "xenread";

    private Pointers() {}

    /**
     * Reads what a route wants to know.
     *
     * @param log takes a line for each that cannot be read
     * @return the bytes by the names of their fields; what cannot be read is missing
     */
    static Map<String, byte[]> follow(List<MemoryRead> reads, Event event, Consumer<String> log) {
        Map<String, byte[]> memory = new LinkedHashMap<>();
        if (event.trapped() == null) {
            return memory;
        }
        for (int i = 0; i < reads.size(); i++) {
            String field = FIELD + i;
            try {
                memory.put(
                        field,
                        read(reads.get(i), event.payload(), event.trapped().memory()));
            } catch (IOException e) {
                log.accept(field + " cannot be read: " + Reason.of(e));
            }
        }
        return memory;
    }

    private static byte[] read(MemoryRead read, Slice payload, AddressSpace memory) throws IOException {
        if (payload.end() - payload.from() < read.pointer() + Long.BYTES) {
            throw new IOException("the payload has no 8 bytes at " + read.pointer());
        }
        long address = ByteBuffer.wrap(payload.bytes())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong(payload.from() + read.pointer());
        byte[] bytes = new byte[read.length()];
        Optional<Fault> fault = memory.read(address, bytes, 0, bytes.length);
        if (fault.isPresent()) {
            throw new IOException(fault.get().toString());
        }
        return bytes;
    }
}
