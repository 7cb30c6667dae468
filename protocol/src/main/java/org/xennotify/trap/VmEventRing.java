package org.xennotify.trap;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.Monitor;
import org.xennotify.device.UnavailableException;

/**
 * Dom0's end of the ring by which Xen hands over what virtual CPUs ask for: requests and responses in the same
 * {@value #SLOTS} slots, a response in the place of an earlier request. Each request needs one, since only that frees a
 * slot. As in Xen's xen/include/public/io/ring.h. Not thread-safe.
 *
 * <pre>
 *    0          4         8          12        16       64
 *    +----------+---------+----------+---------+--------+--------+--------+-----
 *    | requests | event   | responses| event   |        | slot 0 | slot 1 | ...
 *    | producer |         | producer |         |        |        |        |
 *    +----------+---------+----------+---------+--------+--------+--------+-----
 * </pre>
 */
public final class VmEventRing {
    /** In all versions: what fits into a page, rounded down to a power of two. */
    public static final int SLOTS = 8;

    private static final int REQUESTS = 0;
    private static final int REQUEST_EVENT = 4;
    private static final int RESPONSES = 8;
    private static final int RESPONSE_EVENT = 12;
    private static final int FIRST_SLOT = 64;

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer page;
    private final VmEventLayout layout;
    private int taken;
    private int answered;

    /**
     * Begins with an empty ring; Xen does not initialise it, and must not use it yet.
     *
     * @param page that of {@link Monitor#page}
     * @param version that of {@link Hypervisor#monitorVersion}
     */
    public VmEventRing(ByteBuffer page, int version) throws UnavailableException {
        this.page = page;
        this.layout = VmEventLayout.of(version);
        clear(0, FIRST_SLOT);
        page.putInt(REQUEST_EVENT, 1).putInt(RESPONSE_EVENT, 1);
        VarHandle.fullFence();
    }

    /** Fails, with a sentence, unless this is a version that is known. */
    public static void checkVersion(int version) throws UnavailableException {
        var unused = VmEventLayout.of(version);
    }

    /**
     * Takes the next request.
     *
     * @return empty if there is none
     * @throws IOException if the ring says what cannot be
     */
    public Optional<VmEvent> take() throws IOException {
        int waiting = waiting();
        if (waiting == 0) {
            return Optional.empty();
        }
        if (waiting < 0 || waiting > SLOTS - (taken - answered)) {
            throw new IOException("the ring of virtual CPUs says that " + Integer.toUnsignedLong(waiting)
                    + " requests wait beside " + (taken - answered) + " of " + SLOTS);
        }
        VmEvent event = VmEvent.read(page, slot(taken), layout);
        taken++;
        page.putInt(REQUEST_EVENT, taken + 1);
        return Optional.of(event);
    }

    private int waiting() {
        return (int) INT.getAcquire(page, REQUESTS) - taken;
    }

    /** Whether {@link #take} would find something. */
    public boolean isEmpty() {
        return waiting() == 0;
    }

    /** Whether a virtual CPU that asks now has to wait for room; one more is told of each answer. */
    public boolean isFull() {
        return (int) INT.getAcquire(page, REQUESTS) - answered >= SLOTS;
    }

    /** Answers a request, in any order; Xen looks at it when its port is notified. */
    public void answer(VmEvent request) {
        respond(request.reason(), request.flags() & VmEvent.VCPU_PAUSED, request.vcpu());
    }

    /**
     * Lets a virtual CPU go on whose request is lost, if it waits. Requests must not be enabled: Xen counts this as a
     * slot that is free, and would use it twice.
     */
    public void release(int vcpu) {
        respond(VmEvent.GUEST_REQUEST, VmEvent.VCPU_PAUSED, vcpu);
    }

    private void respond(int reason, int flags, int vcpu) {
        int at = slot(answered);
        clear(at, layout.size());
        page.putInt(at + VmEventLayout.VERSION, layout.version())
                .putInt(at + VmEventLayout.FLAGS, flags)
                .putInt(at + VmEventLayout.REASON, reason)
                .putInt(at + VmEventLayout.VCPU, vcpu);
        answered++;
        INT.setRelease(page, RESPONSES, answered);
    }

    private int slot(int index) {
        return FIRST_SLOT + (index & SLOTS - 1) * layout.size();
    }

    private void clear(int from, int count) {
        for (int i = 0; i < count; i += Long.BYTES) {
            page.putLong(from + i, 0);
        }
    }
}
