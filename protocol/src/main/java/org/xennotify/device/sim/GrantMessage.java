package org.xennotify.device.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process and the simulated hypervisor say to each other about shared pages. Every message is a frame of
 * little-endian u32: kind, how many numbers follow, and those. Requests are answered in order.
 *
 * <p>The memory itself does not go this way: a grant's pages are a file below the host's directory, named by the grant's
 * number.
 */
public sealed interface GrantMessage {

    /** How many pages one message can be about: what Linux lets a system share by default. */
    int MAX_PAGES = 1024;

    /** The length of the longest message in bytes. */
    int MAX_FRAME = (4 + MAX_PAGES) * Integer.BYTES;

    /** Shares pages; answered with {@link Shared}. */
    record Share(int remoteDomain, int pages) implements GrantMessage {}

    /** Maps pages; answered with {@link Mapped}. */
    record Map(int remoteDomain, boolean writable, List<Integer> references) implements GrantMessage {}

    /** Says which byte is to be cleared when pages go, and which port's other end raised: 0 for none. */
    record OnRelease(int number, int offset, int port) implements GrantMessage {}

    /** Gives a grant or a mapping back. */
    record Release(int number) implements GrantMessage {}

    /** The pages are in the file of that number. */
    record Shared(int number, List<Integer> references) implements GrantMessage {}

    /** The pages are in a file, from that page on. */
    record Mapped(int number, int file, int firstPage) implements GrantMessage {}

    /** The request was carried out. */
    record Done() implements GrantMessage {}

    /** The request was refused. */
    record Refused(SimError error) implements GrantMessage {}

    /**
     * The message as a frame, ready to be sent.
     *
     * @throws IllegalArgumentException if it is about more than {@link #MAX_PAGES}
     */
    default ByteBuffer encode() {
        if (this instanceof Share message) {
            return frame(0, List.of(message.remoteDomain, message.pages));
        } else if (this instanceof Map message) {
            List<Integer> numbers = new ArrayList<>(List.of(message.remoteDomain, message.writable ? 1 : 0));
            numbers.addAll(message.references);
            return frame(1, numbers);
        } else if (this instanceof OnRelease message) {
            return frame(2, List.of(message.number, message.offset, message.port));
        } else if (this instanceof Release message) {
            return frame(3, List.of(message.number));
        } else if (this instanceof Shared message) {
            List<Integer> numbers = new ArrayList<>(List.of(message.number));
            numbers.addAll(message.references);
            return frame(4, numbers);
        } else if (this instanceof Mapped message) {
            return frame(5, List.of(message.number, message.file, message.firstPage));
        } else if (this instanceof Done) {
            return frame(6, List.of());
        } else if (this instanceof Refused message) {
            return frame(7, List.of(message.error.number()));
        }
        throw new IllegalStateException("no frame for " + this);
    }

    private static ByteBuffer frame(int kind, List<Integer> numbers) {
        int length = checkedLength(numbers.size());
        ByteBuffer frame = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(kind).putInt(numbers.size());
        numbers.forEach(frame::putInt);
        return frame.flip();
    }

    private static int checkedLength(int numbers) {
        if (numbers < 0 || numbers > MAX_FRAME / Integer.BYTES - 2) {
            throw new IllegalArgumentException("a message of " + Integer.toUnsignedString(numbers) + " numbers");
        }
        return (2 + numbers) * Integer.BYTES;
    }

    /**
     * Whether the buffer begins with a whole message.
     *
     * @throws IllegalArgumentException if it begins with none
     */
    static boolean isWhole(ByteBuffer bytes) {
        return bytes.remaining() >= 2 * Integer.BYTES
                && bytes.remaining() >= checkedLength(numberAt(bytes, bytes.position() + Integer.BYTES));
    }

    private static int numberAt(ByteBuffer bytes, int offset) {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
    }

    /**
     * Takes the message that the buffer begins with.
     *
     * @throws IllegalArgumentException if it is no message
     */
    static GrantMessage decode(ByteBuffer bytes) {
        int kind = numberAt(bytes, bytes.position());
        int count = numberAt(bytes, bytes.position() + Integer.BYTES);
        bytes.position(bytes.position() + 2 * Integer.BYTES);
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(numberAt(bytes, bytes.position()));
            bytes.position(bytes.position() + Integer.BYTES);
        }
        try {
            return decode(kind, numbers);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("message kind " + kind + " with " + count + " numbers", e);
        }
    }

    private static GrantMessage decode(int kind, List<Integer> numbers) {
        return switch (kind) {
            case 0 -> new Share(numbers.get(0), numbers.get(1));
            case 1 -> new Map(numbers.get(0), numbers.get(1) != 0, List.copyOf(numbers.subList(2, numbers.size())));
            case 2 -> new OnRelease(numbers.get(0), numbers.get(1), numbers.get(2));
            case 3 -> new Release(numbers.get(0));
            case 4 -> new Shared(numbers.get(0), List.copyOf(numbers.subList(1, numbers.size())));
            case 5 -> new Mapped(numbers.get(0), numbers.get(1), numbers.get(2));
            case 6 -> new Done();
            case 7 -> new Refused(SimError.of(numbers.get(0)));
            default -> throw new IllegalArgumentException("message kind " + kind);
        };
    }
}
