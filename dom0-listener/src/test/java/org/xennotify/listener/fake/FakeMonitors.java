package org.xennotify.listener.fake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.xennotify.device.Monitor;
import org.xennotify.device.SharedPages;
import org.xennotify.device.SystemCallException;
import org.xennotify.device.VcpuState;

/** The monitors of all domains and the virtual CPUs that wait for them, as Xen 4.15 and later keeps them. */
public final class FakeMonitors {
    private static final int SLOT = 400;
    private static final int REGISTERS = 64 + 56;

    private static final Executor LATER = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

    private final FakeChannels channels;
    private final Map<Integer, Held> held = new HashMap<>();
    private final Map<Integer, Set<Integer>> waiting = new HashMap<>();
    private final List<String> done = new ArrayList<>();
    private int lastPort = 1000;
    private int mapped;

    FakeMonitors(FakeChannels channels) {
        this.channels = channels;
        channels.onNotify(this::consume);
    }

    private synchronized void consume() {
        held.values().forEach(Held::consume);
    }

    /** What was done with monitors, in order. */
    public synchronized List<String> done() {
        return List.copyOf(done);
    }

    /** Pages that Dom0 has mapped. */
    public synchronized int mapped() {
        return mapped;
    }

    /** Whether a domain's instruction would reach somebody. */
    public synchronized boolean listens(int domid) {
        Held monitor = held.get(domid);
        return monitor != null && monitor.listening;
    }

    /** A virtual CPU executes the instruction and waits. */
    public synchronized void trap(int domid, int vcpu, long address, VcpuState state) {
        Held monitor = held.get(domid);
        if (monitor == null || !monitor.listening) {
            throw new IllegalStateException("nobody listens to domain " + domid);
        }
        waiting.computeIfAbsent(domid, none -> new HashSet<>()).add(vcpu);
        monitor.ask(() -> monitor.put(vcpu, address, state));
    }

    /** Whether a virtual CPU still waits for its answer. */
    public synchronized boolean isWaiting(int domid, int vcpu) {
        return waiting.getOrDefault(domid, Set.of()).contains(vcpu);
    }

    /** The producer's index says something else. */
    public synchronized void claim(int domid, int requests) {
        Held monitor = held.get(domid);
        monitor.page.putInt(0, requests);
        channels.ring(domid, monitor.port);
    }

    /** A virtual CPU waits for a monitor that has died. */
    public synchronized void leaveBehind(int domid, int vcpu) throws SystemCallException {
        if (!held.containsKey(domid)) {
            enable(domid);
            mapped--;
        }
        waiting.computeIfAbsent(domid, none -> new HashSet<>()).add(vcpu);
    }

    synchronized Monitor enable(int domid) throws SystemCallException {
        done.add("enable " + domid);
        if (held.containsKey(domid)) {
            throw new SystemCallException("enable the monitor of domain " + domid, "EBUSY");
        }
        Held monitor = new Held(domid, ++lastPort);
        channels.offer(domid, lastPort);
        held.put(domid, monitor);
        mapped++;
        return monitor;
    }

    synchronized void end(int domid) throws SystemCallException {
        done.add("end " + domid);
        Held monitor = held.remove(domid);
        if (monitor == null) {
            throw new SystemCallException("disable the monitor of domain " + domid, "EINVAL");
        }
        monitor.consume();
    }

    private final class Held implements Monitor {
        private final ByteBuffer page = ByteBuffer.allocateDirect(2 * SharedPages.PAGE)
                .alignedSlice(SharedPages.PAGE)
                .slice(0, SharedPages.PAGE)
                .order(ByteOrder.LITTLE_ENDIAN);
        private final int domid;
        private final int port;
        private boolean listening;
        private int requests;
        private int responses;
        private int notifications;
        private final Deque<Runnable> forRoom = new ArrayDeque<>();

        private Held(int domid, int port) {
            this.domid = domid;
            this.port = port;
            for (int i = 0; i < SharedPages.PAGE; i += Integer.BYTES) {
                page.putInt(i, 0xdeadbeef);
            }
        }

        /** Who waits for room comes some time after there is some, or never if there is no monitor any more. */
        private void ask(Runnable put) {
            if (requests - responses < 8) {
                put.run();
                channels.ring(domid, port);
            } else {
                forRoom.add(put);
            }
        }

        private void come(Runnable put) {
            synchronized (FakeMonitors.this) {
                if (held.get(domid) == this) {
                    ask(put);
                }
            }
        }

        private void put(int vcpu, long address, VcpuState state) {
            int at = (requests & 7) * SLOT;
            for (int i = 0; i < SLOT; i += Integer.BYTES) {
                page.putInt(64 + at + i, 0);
            }
            page.putInt(64 + at, 7)
                    .putInt(64 + at + 4, 1)
                    .putInt(64 + at + 8, 8)
                    .putInt(64 + at + 12, vcpu);
            page.putLong(at + REGISTERS + 16, address)
                    .putLong(at + REGISTERS + 152, state.rip())
                    .putLong(at + REGISTERS + 160, state.cr0())
                    .putLong(at + REGISTERS + 176, state.cr3())
                    .putLong(at + REGISTERS + 184, state.cr4())
                    .putLong(at + REGISTERS + 216, state.efer())
                    .putInt(at + REGISTERS + 296, 0x2 << 28 | 0x9b << 20)
                    .putInt(at + REGISTERS + 300, (0xc93 | state.cpl() << 5) << 20);
            page.putInt(0, ++requests);
        }

        /** Xen looks when its port is notified, and not before. */
        private void consume() {
            int now = channels.notifications(domid, port);
            if (now == notifications) {
                return;
            }
            notifications = now;
            for (; responses != page.getInt(8); responses++) {
                int at = 64 + (responses & 7) * SLOT;
                if (page.getInt(at) == 7 && page.getInt(at + 4) == 1) {
                    waiting.computeIfAbsent(domid, none -> new HashSet<>()).remove(page.getInt(at + 12));
                }
                if (!forRoom.isEmpty()) {
                    Runnable put = forRoom.remove();
                    LATER.execute(() -> come(put));
                }
            }
        }

        @Override
        public ByteBuffer page() {
            return page;
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public void listen(boolean on) {
            synchronized (FakeMonitors.this) {
                done.add("listen " + on);
                listening = on;
            }
        }

        @Override
        public void end() throws SystemCallException {
            FakeMonitors.this.end(domid);
        }

        @Override
        public void close() throws SystemCallException {
            synchronized (FakeMonitors.this) {
                if (held.get(domid) == this) {
                    end();
                }
                done.add("close");
                mapped--;
            }
        }
    }
}
