package org.xennotify.xenstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.xennotify.device.StoreTransport;
import org.xennotify.device.SystemCallException;

/** One transport's life: requests go out, replies find the request they belong to, watch events go to the client. */
final class Connection {
    private static final int BUFFER = 64 * 1024;

    private record Pending(Request request, CompletableFuture<byte[]> reply) {}

    private final StoreTransport transport;
    private final BiConsumer<String, String> onWatchEvent;
    private final Map<Integer, Pending> pending = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger();
    private final Semaphore places;
    private volatile boolean ended;

    /** {@code onWatchEvent} takes path and token of each watch event, on the reading thread. */
    Connection(StoreTransport transport, BiConsumer<String, String> onWatchEvent) {
        this.transport = transport;
        this.onWatchEvent = onWatchEvent;
        this.places = new Semaphore(transport.pipelined() ? Integer.MAX_VALUE : 1);
    }

    CompletableFuture<byte[]> submit(Request request, int transaction) {
        CompletableFuture<byte[]> reply = new CompletableFuture<>();
        byte[] payload = request.payload();
        if (payload.length > transport.maxRequest()) {
            reply.completeExceptionally(XenStoreException.answered(describe(request), "E2BIG"));
            return reply;
        }
        places.acquireUninterruptibly();
        int id = lastId.incrementAndGet();
        pending.put(id, new Pending(request, reply));
        send(new Packet(request.type().number(), id, transaction, payload));
        return reply;
    }

    private void send(Packet packet) {
        try {
            synchronized (transport) {
                transport.send(packet.encode());
            }
        } catch (SystemCallException e) {
            refuse(packet.requestId(), e.error());
        } catch (IOException e) {
            end(reason(e));
        }
        if (ended) {
            failAll("the connection has ended");
        }
    }

    /** Reads until the connection ends; never throws for what the other side does. */
    void run() {
        try {
            end(readPackets());
        } catch (IOException e) {
            end(reason(e));
        }
    }

    private String readPackets() throws IOException {
        PacketDecoder decoder = new PacketDecoder(transport.maxReply());
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        while (transport.receive(buffer) >= 0) {
            buffer.flip();
            PacketDecoder.Result result = decoder.decode(buffer);
            while (result instanceof PacketDecoder.Complete complete) {
                accept(complete.packet());
                result = decoder.decode(buffer);
            }
            if (result instanceof PacketDecoder.Malformed malformed) {
                return malformed.reason();
            }
            buffer = compacted(buffer);
        }
        return "the daemon closed the connection";
    }

    /** Room for at least one more byte behind what is left; a reply may be larger than the buffer. */
    private static ByteBuffer compacted(ByteBuffer buffer) {
        if (buffer.remaining() < buffer.capacity()) {
            return buffer.compact();
        }
        return ByteBuffer.allocateDirect(buffer.capacity() * 2).put(buffer);
    }

    private void accept(Packet packet) {
        if (packet.is(MessageType.WATCH_EVENT)) {
            List<String> pathAndToken = Listing.strings(packet.payload(), 0);
            if (pathAndToken.size() >= 2) {
                onWatchEvent.accept(pathAndToken.get(0), pathAndToken.get(1));
            }
        } else if (packet.is(MessageType.ERROR)) {
            refuse(packet.requestId(), firstString(packet.payload()));
        } else {
            Pending answered = take(packet.requestId());
            if (answered != null) {
                answered.reply.complete(packet.payload());
            }
        }
    }

    private void refuse(int id, String error) {
        Pending refused = take(id);
        if (refused != null) {
            refused.reply.completeExceptionally(XenStoreException.answered(describe(refused.request), error));
        }
    }

    @SuppressWarnings("NullAway") // absent means answered already
    private Pending take(int id) {
        Pending found = pending.remove(id);
        if (found != null) {
            places.release();
        }
        return found;
    }

    private void end(String reason) {
        ended = true;
        transport.close();
        failAll(reason);
    }

    private void failAll(String reason) {
        for (Integer id : pending.keySet()) {
            Pending lost = take(id);
            if (lost != null) {
                lost.reply.completeExceptionally(XenStoreException.disconnected(describe(lost.request), reason));
            }
        }
    }

    void close() {
        end("closed");
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? "the connection is closed" : e.getMessage();
    }

    private static String describe(Request request) {
        return request.type() + " " + firstString(request.payload());
    }

    private static String firstString(byte[] payload) {
        List<String> strings = Listing.strings(payload, 0);
        return strings.isEmpty() ? "" : strings.get(0);
    }
}
