package org.xennotify.agent.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.xennotify.device.EventChannelReader;
import org.xennotify.device.EventChannels;
import org.xennotify.event.RecordDecoder;
import org.xennotify.event.RecordEncoder;
import org.xennotify.event.RecordKind;
import org.xennotify.event.Reply;
import org.xennotify.vchan.Vchan;
import org.xennotify.vchan.VchanClient;

/** Dom0's end of a guest's ring; one thread. */
public final class MemoryDom0 implements AutoCloseable {
    private static final int GUEST = 3;
    private static final int PORT = 9;

    private final EventChannelReader reader;
    private final Vchan vchan;
    private final RecordDecoder decoder;
    private final RecordEncoder encoder;
    private final ByteBuffer unread;
    private final List<String> events = new ArrayList<>();
    private final Deque<Integer> lengths = new ArrayDeque<>();

    private MemoryDom0(MemoryGrants grants, int reference, Runnable onNotified) throws IOException {
        reader = EventChannelReader.start(new Channels(onNotified), e -> {});
        vchan = VchanClient.attach(grants, reader, GUEST, reference, PORT, () -> {})
                .vchan();
        decoder = new RecordDecoder(vchan.readableSize());
        encoder = new RecordEncoder(vchan.writableSize());
        unread = ByteBuffer.allocate(vchan.readableSize()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Attaches to a ring; {@code onNotified} is called when the guest's event channel is raised. */
    public static MemoryDom0 attach(MemoryGrants grants, int reference, Runnable onNotified) throws IOException {
        return new MemoryDom0(grants, reference, onNotified);
    }

    /** Attaches to what a guest has published. */
    public static MemoryDom0 attach(MemoryXen xen) throws IOException {
        int reference = Integer.parseInt(xen.store().get("data/xen-notify/ring-ref"));
        MemoryChannels published = xen.channels().get(xen.channels().size() - 1);
        return attach(xen.grants(), reference, published::raise);
    }

    /**
     * All events so far, with what has come since: {@code 1 a.b data}, {@code 2 ?a.b data} if it wants a reply, and
     * {@code 3=abc/7 a.b data} if it was 7 in epoch abc; acknowledges nothing.
     */
    public List<String> look() throws IOException {
        vchan.read(unread);
        unread.flip();
        while (decoder.decode(unread) == RecordDecoder.Result.COMPLETE) {
            events.add(decoder.sequence() + first() + (decoder.wantsReply() ? " ?" : " ") + text());
            lengths.add(decoder.length());
            unread.position(unread.position() + decoder.length());
        }
        unread.compact();
        return events;
    }

    private String first() {
        return decoder.kind() == RecordKind.CARRIED_OVER
                ? "=" + Long.toHexString(decoder.firstEpoch()) + "/" + decoder.firstSequence()
                : "";
    }

    private String text() {
        String type = new String(unread.array(), decoder.typeOffset(), decoder.typeLength(), US_ASCII);
        return type + " " + new String(unread.array(), decoder.payloadOffset(), decoder.payloadLength(), UTF_8);
    }

    /** Acknowledges all that was looked at. */
    public void acknowledge() throws IOException {
        acknowledge(lengths.size());
    }

    /** Acknowledges the first so many events that were looked at and not acknowledged. */
    public void acknowledge(int count) throws IOException {
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += lengths.remove();
        }
        vchan.release(bytes);
    }

    /** How many events were looked at and not acknowledged. */
    public int unacknowledged() {
        return lengths.size();
    }

    /** Looks and acknowledges. */
    public List<String> read() throws IOException {
        look();
        acknowledge();
        return events;
    }

    /** Acknowledges what is there without looking at it. */
    public void skip() throws IOException {
        vchan.release(vchan.read(unread));
        unread.clear();
    }

    /** Answers an event. */
    public void reply(long sequence, boolean ok, String data) throws IOException {
        write(encoder.reply(new Reply(ok, data.getBytes(UTF_8)), sequence, 0));
    }

    /** Writes any bytes where replies are expected. */
    public void write(ByteBuffer bytes) throws IOException {
        if (!vchan.offer(bytes)) {
            throw new IOException("the guest does not read its replies");
        }
        vchan.flush();
    }

    @Override
    public void close() throws IOException {
        vchan.close();
        reader.close();
    }

    /** Event channels with one port, which nobody raises. */
    private static final class Channels implements EventChannels {
        private final Runnable onNotified;
        private final CountDownLatch closed = new CountDownLatch(1);

        Channels(Runnable onNotified) {
            this.onNotified = onNotified;
        }

        @Override
        public int allocateUnbound(int remoteDomain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int bindInterdomain(int remoteDomain, int remotePort) {
            return PORT;
        }

        @Override
        public void notify(int port) {
            onNotified.run();
        }

        @Override
        public void unbind(int port) {}

        @Override
        public int await(int[] ports) throws IOException {
            try {
                closed.await();
                return 0;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void unmask(int port) {}

        @Override
        public void abandon() {}

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
