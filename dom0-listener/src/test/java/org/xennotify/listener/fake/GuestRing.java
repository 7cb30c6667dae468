package org.xennotify.listener.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.xennotify.event.Message;
import org.xennotify.event.RecordDecoder;
import org.xennotify.event.RecordEncoder;
import org.xennotify.vchan.Vchan;
import org.xennotify.vchan.VchanServer;

/** A guest's end of a ring, with an agent that does what a test tells it. */
public final class GuestRing implements AutoCloseable {
    private final FakeHost host;
    private final VchanServer.Opened server;
    private final RecordEncoder encoder;
    private long sequence;

    /** Grants a ring of {@code size} bytes and allocates a port for Dom0; both are still to be published. */
    public GuestRing(FakeHost host, int domid, int port, int size) throws IOException {
        this.host = host;
        host.channels().offer(domid, port);
        server = VchanServer.open(host.grants(), 0, size, () -> host.channels().ring(domid, port));
        encoder = new RecordEncoder(size);
    }

    public Vchan vchan() {
        return server.vchan();
    }

    public int reference() {
        return server.ringReference();
    }

    /** The shared page, for hostile tests. */
    public ByteBuffer page() {
        return host.grants().page(reference());
    }

    /** Sends an event with the next sequence; false if it has no room. */
    public boolean send(String type, String data) throws IOException {
        return send(type, data, false);
    }

    /** Sends an event that asks for a reply. */
    public boolean ask(String type, String data) throws IOException {
        return send(type, data, true);
    }

    private boolean send(String type, String data, boolean wantsReply) throws IOException {
        Message message = new Message(type, data.getBytes(UTF_8), wantsReply);
        boolean room = send(encoder.event(message, sequence + 1, 0));
        sequence += room ? 1 : 0;
        return room;
    }

    /** Sends an event of an earlier epoch. */
    public boolean carryOver(String type, long firstEpoch, long firstSequence) throws IOException {
        Message message = new Message(type, new byte[0], false);
        return send(encoder.carriedOver(message, ++sequence, 0, firstEpoch, firstSequence));
    }

    /** Sends any bytes; false if they have no room. */
    public boolean send(ByteBuffer bytes) throws IOException {
        boolean room = vchan().offer(bytes);
        vchan().flush();
        return room;
    }

    /** Leaves out so many sequences. */
    public void skip(long count) {
        sequence += count;
    }

    /** Reads all replies: {@code sequence type payload} each. */
    public List<String> replies() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(vchan().available()).order(ByteOrder.LITTLE_ENDIAN);
        vchan().release(vchan().read(bytes));
        bytes.flip();
        RecordDecoder decoder = new RecordDecoder(vchan().readableSize());
        List<String> replies = new ArrayList<>();
        while (decoder.decode(bytes) == RecordDecoder.Result.COMPLETE) {
            replies.add(decoder.sequence() + " "
                    + text(bytes, decoder.typeOffset(), decoder.typeLength()) + " "
                    + text(bytes, decoder.payloadOffset(), decoder.payloadLength()));
            bytes.position(bytes.position() + decoder.length());
        }
        return replies;
    }

    private static String text(ByteBuffer bytes, int from, int length) {
        byte[] text = new byte[length];
        bytes.get(from, text);
        return new String(text, UTF_8);
    }

    /** The agent's orderly end. */
    @Override
    public void close() throws IOException {
        vchan().close();
    }
}
