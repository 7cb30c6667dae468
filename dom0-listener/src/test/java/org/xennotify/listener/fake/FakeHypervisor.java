package org.xennotify.listener.fake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.ForeignPages;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.Monitor;
import org.xennotify.device.SharedPages;
import org.xennotify.device.SystemCallException;
import org.xennotify.device.VcpuState;

/** Counts pauses as Xen does, and shows memory that a test fills. */
public final class FakeHypervisor implements Hypervisor {
    private final Map<Integer, Integer> pauses = new HashMap<>();
    private final Map<Long, ByteBuffer> frames = new HashMap<>();
    private final Map<Integer, VcpuState> vcpus = new HashMap<>();
    private final FakeMonitors monitors;
    private final Set<Integer> gone = new HashSet<>();
    private boolean refusing;
    private int mapped;
    private boolean refuses;

    /** One whose domains have no ports. */
    public FakeHypervisor() {
        this(new FakeChannels());
    }

    FakeHypervisor(FakeChannels channels) {
        this.monitors = new FakeMonitors(channels);
    }

    /** Whom virtual CPUs ask. */
    public FakeMonitors monitors() {
        return monitors;
    }

    /** How often a domain is paused at this moment. */
    public synchronized int pauses(int domid) {
        return pauses.getOrDefault(domid, 0);
    }

    /** Whether maps fail from now on, as those of a domain do that has just gone. */
    public synchronized void refuse(boolean all) {
        refuses = all;
    }

    /** Frames that are mapped at this moment. */
    public synchronized int mapped() {
        return mapped;
    }

    /** A frame of every domain's memory, which is there from the first time on that this is asked. */
    public synchronized ByteBuffer frame(long number) {
        return frames.computeIfAbsent(
                number, none -> ByteBuffer.allocate(SharedPages.PAGE).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Every domain has this virtual CPU from now on. */
    public synchronized void put(int vcpu, VcpuState state) {
        vcpus.put(vcpu, state);
    }

    /** From now on there is no such domain. */
    public synchronized void destroy(int domid) {
        gone.add(domid);
        pauses.remove(domid);
    }

    /** From now on no domain can be paused. */
    public synchronized void refuseToPause() {
        refusing = true;
    }

    private void check(int domid, String operation) throws SystemCallException {
        if (gone.contains(domid)) {
            throw new SystemCallException(operation + " domain " + domid, "ESRCH");
        }
    }

    @Override
    public synchronized void pause(int domid) throws IOException {
        check(domid, "pause");
        if (refusing) {
            throw new SystemCallException("pause domain " + domid, "EPERM");
        }
        pauses.merge(domid, 1, Integer::sum);
    }

    @Override
    public synchronized void unpause(int domid) throws IOException {
        check(domid, "unpause");
        if (pauses(domid) == 0) {
            throw new SystemCallException("unpause domain " + domid, "EINVAL");
        }
        pauses.merge(domid, -1, Integer::sum);
    }

    @Override
    public synchronized boolean isPaused(int domid) throws IOException {
        check(domid, "look at");
        return pauses(domid) > 0;
    }

    @Override
    public synchronized ForeignPages map(int domid, long[] numbers, boolean writable) throws IOException {
        if (refuses) {
            throw new SystemCallException("map " + numbers.length + " frames of domain " + domid, "ESRCH");
        }
        ByteBuffer[] pages = new ByteBuffer[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            ByteBuffer frame = frames.get(numbers[i]);
            if (frame != null) {
                pages[i] = (writable ? frame.duplicate() : frame.asReadOnlyBuffer()).order(ByteOrder.LITTLE_ENDIAN);
            }
        }
        mapped += numbers.length;
        return new Pages(pages);
    }

    @Override
    public synchronized VcpuState vcpu(int domid, int vcpu) throws IOException {
        VcpuState state = vcpus.get(vcpu);
        if (state == null) {
            throw new SystemCallException("read the registers of vCPU " + vcpu + " of domain " + domid, "EINVAL");
        }
        return state;
    }

    @Override
    public int vcpus(int domid) {
        return vcpus.size();
    }

    @Override
    public int monitorVersion() {
        return 7;
    }

    @Override
    public Monitor monitor(int domid) throws IOException {
        return monitors.enable(domid);
    }

    @Override
    public void endMonitor(int domid) throws IOException {
        monitors.end(domid);
    }

    @Override
    public void close() {}

    private final class Pages implements ForeignPages {
        private final ByteBuffer[] pages;

        private Pages(ByteBuffer[] pages) {
            this.pages = pages;
        }

        @Override
        public @Nullable ByteBuffer page(int index) {
            return pages[index];
        }

        @Override
        public void close() {
            synchronized (FakeHypervisor.this) {
                mapped -= pages.length;
            }
        }
    }
}
