package org.xennotify.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Optional;

/**
 * How messages and replies are written in XenStore nodes: {@code TYPE} or {@code TYPE DATA}, a leading {@code ?} asking
 * for a reply; {@code ok}, {@code ok DATA} or {@code error DATA}. All is UTF-8 without NUL.
 */
public final class StoreText {
    private static final byte[] OK = {'o', 'k'};
    private static final byte[] ERROR = {'e', 'r', 'r', 'o', 'r'};

    private StoreText() {}

    /** Whether this may be the name of an inbox node: 1 to 64 of {@code A-Za-z0-9_-}. */
    public static boolean isId(String id) {
        return id.length() <= Limits.INBOX_ID && id.matches("[A-Za-z0-9_-]+");
    }

    /**
     * The value of an inbox node.
     *
     * @throws IllegalArgumentException with a sentence for the sender, if the store door cannot carry the message
     */
    public static byte[] encode(Message message) {
        byte[] payload = message.payload();
        if (!isText(payload)) {
            throw new IllegalArgumentException("the store door carries UTF-8 text without NUL only.");
        }
        String head = (message.wantsReply() ? "?" : "") + EventType.check(message.type());
        byte[] value = join(head.getBytes(UTF_8), payload);
        if (value.length > Limits.INBOX_VALUE) {
            throw new IllegalArgumentException("the event has " + value.length + " bytes with its type; the store door"
                    + " carries at most " + Limits.INBOX_VALUE + ".");
        }
        return value;
    }

    /** Reads the value of an inbox node; empty if it is malformed. */
    public static Optional<Message> decode(byte[] value) {
        if (value.length > Limits.INBOX_VALUE || !isText(value)) {
            return Optional.empty();
        }
        boolean wantsReply = wantsReply(value);
        int start = wantsReply ? 1 : 0;
        int end = indexOfSpace(value, start);
        String type = new String(value, start, end - start, UTF_8);
        byte[] payload = Arrays.copyOfRange(value, Math.min(end + 1, value.length), value.length);
        return EventType.isValid(type) ? Optional.of(new Message(type, payload, wantsReply)) : Optional.empty();
    }

    /** Whether the value of an inbox node, malformed or not, asks for a reply. */
    public static boolean wantsReply(byte[] value) {
        return value.length > 0 && value[0] == '?';
    }

    /** The value of an outbox node: the data without one final newline, cut to {@link Limits#OUTBOX_VALUE}. */
    public static byte[] encode(Reply reply) {
        byte[] value = join(reply.ok() ? OK : ERROR, withoutFinalNewline(reply.data()));
        return value.length <= Limits.OUTBOX_VALUE ? value : Arrays.copyOf(value, Limits.OUTBOX_VALUE);
    }

    /** Reads the value of an outbox node; empty if it is malformed. */
    public static Optional<Reply> decodeReply(byte[] value) {
        int end = indexOfSpace(value, 0);
        byte[] head = Arrays.copyOf(value, end);
        byte[] data = Arrays.copyOfRange(value, Math.min(end + 1, value.length), value.length);
        if (Arrays.equals(head, OK)) {
            return Optional.of(new Reply(true, data));
        }
        return Arrays.equals(head, ERROR) ? Optional.of(new Reply(false, data)) : Optional.empty();
    }

    private static boolean isText(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).chars().noneMatch(c -> c == 0);
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    private static int indexOfSpace(byte[] value, int from) {
        int at = from;
        while (at < value.length && value[at] != ' ') {
            at++;
        }
        return at;
    }

    private static byte[] withoutFinalNewline(byte[] data) {
        boolean ends = data.length > 0 && data[data.length - 1] == '\n';
        return ends ? Arrays.copyOf(data, data.length - 1) : data;
    }

    private static byte[] join(byte[] head, byte[] data) {
        if (data.length == 0) {
            return head;
        }
        byte[] joined = Arrays.copyOf(head, head.length + 1 + data.length);
        joined[head.length] = ' ';
        System.arraycopy(data, 0, joined, head.length + 1, data.length);
        return joined;
    }
}
