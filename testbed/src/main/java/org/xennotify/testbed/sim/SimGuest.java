package org.xennotify.testbed.sim;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.xennotify.device.Platform;
import org.xennotify.device.sim.SimPlatform;

/**
 * One guest of a simulated host, through reboots and saves. Methods that change it return when the change is complete,
 * and throw {@link IllegalStateException} if it does not fit what the guest is doing.
 */
public final class SimGuest {
    private final SimHost host;
    private final Machine machine;

    SimGuest(SimHost host, Machine machine) {
        this.host = host;
        this.machine = machine;
    }

    /** Its domid at the moment; that of its last domain if it has none now. */
    public int domid() {
        return host.call(toolstack -> machine.domid());
    }

    public UUID uuid() {
        return machine.uuid();
    }

    public String name() {
        return machine.name();
    }

    /** This guest, for programs that run in this process; it stays the same when the domid changes. */
    public Platform platform() {
        return new SimPlatform(host.directory(), machine.number());
    }

    /** How many holders have outlived the agents that started them. */
    public int leftHolders() {
        return host.call(toolstack -> toolstack.leftHolders(machine));
    }

    /** Stops it where it stands: nothing comes in or goes out, though processes that play it run on. */
    public void pause() {
        host.call(toolstack -> {
            toolstack.pause(machine);
            return machine;
        });
    }

    public void unpause() {
        host.call(toolstack -> {
            toolstack.unpause(machine);
            return machine;
        });
    }

    /** Ends it in good order: its processes' connections are closed, then the domain ends. */
    public void shutDown() {
        complete(toolstack -> toolstack.shutDown(machine));
    }

    /** Has its kernel crash. */
    public void crash() {
        complete(toolstack -> toolstack.crash(machine));
    }

    /** Ends it in good order and starts it again under a new domid; its processes are not started again. */
    public void reboot() {
        complete(toolstack -> toolstack.reboot(machine));
    }

    /** Ends it from outside. */
    public void destroy() {
        complete(toolstack -> toolstack.destroy(machine));
    }

    /** Ends its domain; its processes' connections stand still until {@link #restore}. */
    public void save() {
        complete(toolstack -> toolstack.save(machine));
    }

    /**
     * Goes on under a new domid: event channels from before are dead and harm whoever touches them, watches fire once,
     * and what was below {@code data} is gone.
     */
    public void restore() {
        host.call(toolstack -> {
            toolstack.restore(machine);
            return machine;
        });
    }

    private void complete(Function<Toolstack, CompletableFuture<Void>> work) {
        host.begin(work).join();
    }

    @Override
    public String toString() {
        return host.call(toolstack -> machine.toString());
    }
}
