package org.xennotify.agent.sender;

import org.xennotify.agent.door.TrapDoor;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.device.Platform;
import org.xennotify.device.UnavailableException;

/** Sends by the trap door. */
final class TrapSender implements Sender {
    private final TrapDoor door;

    private TrapSender(TrapDoor door) {
        this.door = door;
    }

    static TrapSender open(Platform platform) throws UnavailableException {
        return new TrapSender(TrapDoor.open(platform));
    }

    @Override
    public Outcome send(Request request) {
        return request instanceof Request.Send send
                ? door.send(send.submission())
                : new Outcome.Failed(Exit.UNAVAILABLE, "only the running agent does that.");
    }

    @Override
    public void close() {
        door.close();
    }
}
