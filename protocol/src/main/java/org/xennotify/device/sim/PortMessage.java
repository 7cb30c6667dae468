package org.xennotify.device.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a set of event channels and the simulated hypervisor say to each other. Every message is a frame of three
 * little-endian u32: kind, and two numbers, or one of 64 bits; those that it does not have are 0. Requests are answered in order
 * with {@link Done} or {@link Refused}, except for {@link Unmask}; {@link Raised} comes in between.
 */
public sealed interface PortMessage {

    /** The length of every message in bytes. */
    int FRAME = 12;

    /** Makes a port that a domain may bind to; answered with its number. */
    record Allocate(int remoteDomain) implements PortMessage {}

    /** Binds to a port; answered with the number of the local port. */
    record Bind(int remoteDomain, int remotePort) implements PortMessage {}

    /** Raises the other end. */
    record Notify(int port) implements PortMessage {}

    /** Gives a port back. */
    record Unbind(int port) implements PortMessage {}

    /** Lets a port be raised again; not answered, since it is asked for at every wake-up and nothing is ever said against it. */
    record Unmask(int port) implements PortMessage {}

    /** Has a holder keep the ports open when the connection ends. */
    record Hold(long mark) implements PortMessage {}

    /** Ends the holder of that mark, which may be another connection's, one that has ended. */
    record EndHolder(long mark) implements PortMessage {}

    /** The request was carried out; {@code value} is a port or 0. */
    record Done(int value) implements PortMessage {}

    /** The request was refused. */
    record Refused(SimError error) implements PortMessage {}

    /** A port was raised, and is masked now. */
    record Raised(int port) implements PortMessage {}

    /** The message as a frame, ready to be sent. */
    default ByteBuffer encode() {
        if (this instanceof Allocate message) {
            return frame(0, message.remoteDomain, 0);
        } else if (this instanceof Bind message) {
            return frame(1, message.remoteDomain, message.remotePort);
        } else if (this instanceof Notify message) {
            return frame(2, message.port, 0);
        } else if (this instanceof Unbind message) {
            return frame(3, message.port, 0);
        } else if (this instanceof Unmask message) {
            return frame(4, message.port, 0);
        } else if (this instanceof Hold message) {
            return frame(5, (int) message.mark, (int) (message.mark >>> Integer.SIZE));
        } else if (this instanceof EndHolder message) {
            return frame(9, (int) message.mark, (int) (message.mark >>> Integer.SIZE));
        } else if (this instanceof Done message) {
            return frame(6, message.value, 0);
        } else if (this instanceof Refused message) {
            return frame(7, message.error.number(), 0);
        } else if (this instanceof Raised message) {
            return frame(8, message.port, 0);
        }
        throw new IllegalStateException("no frame for " + this);
    }

    private static ByteBuffer frame(int kind, int first, int second) {
        ByteBuffer frame = ByteBuffer.allocate(FRAME).order(ByteOrder.LITTLE_ENDIAN);
        return frame.putInt(kind).putInt(first).putInt(second).flip();
    }

    /**
     * Takes one frame from a buffer that holds at least one.
     *
     * @throws IllegalArgumentException if it is no message
     */
    static PortMessage decode(ByteBuffer bytes) {
        ByteBuffer frame = bytes.slice(bytes.position(), FRAME).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + FRAME);
        int first = frame.getInt(Integer.BYTES);
        return switch (frame.getInt(0)) {
            case 0 -> new Allocate(first);
            case 1 -> new Bind(first, frame.getInt(2 * Integer.BYTES));
            case 2 -> new Notify(first);
            case 3 -> new Unbind(first);
            case 4 -> new Unmask(first);
            case 5 -> new Hold(frame.getLong(Integer.BYTES));
            case 6 -> new Done(first);
            case 7 -> new Refused(SimError.of(first));
            case 8 -> new Raised(first);
            case 9 -> new EndHolder(frame.getLong(Integer.BYTES));
            default -> throw new IllegalArgumentException("message kind " + frame.getInt(0));
        };
    }
}
