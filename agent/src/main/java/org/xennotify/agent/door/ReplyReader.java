package org.xennotify.agent.door;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xennotify.event.RecordDecoder;
import org.xennotify.event.RecordDecoder.Result;
import org.xennotify.event.RecordKind;
import org.xennotify.event.Reply;
import org.xennotify.vchan.RingViolationException;
import org.xennotify.vchan.Vchan;

/** Reads Dom0's replies from a ring, which is emptied at once: Dom0 never waits for the guest. */
final class ReplyReader {

    /** Takes replies. */
    interface Receiver {
        void take(long sequence, Reply reply);
    }

    private final Vchan vchan;
    private final Receiver receiver;
    private final RecordDecoder decoder;
    private final ByteBuffer bytes;

    ReplyReader(Vchan vchan, Receiver receiver) {
        this.vchan = vchan;
        this.receiver = receiver;
        this.decoder = new RecordDecoder(vchan.readableSize());
        this.bytes = ByteBuffer.allocate(vchan.readableSize()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Hands on all that is there, and has the other end say when there is more. */
    void read() throws IOException {
        do {
            vchan.release(vchan.read(bytes));
            takeRecords();
        } while (vchan.askForData());
    }

    /** Hands on what is there when the ring has ended, and tells nobody. */
    void readLast() throws IOException {
        vchan.read(bytes);
        takeRecords();
    }

    // No record is larger than the buffer, so that there is room in it for the rest of one that is not complete.
    private void takeRecords() throws RingViolationException {
        bytes.flip();
        Result result = decoder.decode(bytes);
        while (result == Result.COMPLETE) {
            receiver.take(decoder.sequence(), reply());
            bytes.position(bytes.position() + decoder.length());
            result = decoder.decode(bytes);
        }
        if (result == Result.VIOLATION) {
            throw new RingViolationException("a reply that is none: " + decoder.violation());
        }
        bytes.compact();
    }

    private Reply reply() throws RingViolationException {
        String type = new String(bytes.array(), decoder.typeOffset(), decoder.typeLength(), US_ASCII);
        boolean ok = type.equals("ok");
        if (decoder.kind() != RecordKind.REPLY || !(ok || type.equals("error"))) {
            throw new RingViolationException("a reply that is none: kind " + decoder.kind() + ", type " + type);
        }
        byte[] data = new byte[decoder.payloadLength()];
        bytes.get(decoder.payloadOffset(), data);
        return new Reply(ok, data);
    }
}
