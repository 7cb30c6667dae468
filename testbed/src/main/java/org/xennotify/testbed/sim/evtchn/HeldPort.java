package org.xennotify.testbed.sim.evtchn;

/**
 * A port that something beside its process counts on: it stays open until that lets it go, as Linux's evtchn_get has it.
 * Used on the host's thread only.
 */
public final class HeldPort implements AutoCloseable {
    private final EventChannelTable table;
    private final Port port;

    HeldPort(EventChannelTable table, Port port) {
        this.table = table;
        this.port = port;
        port.hold();
    }

    /** Raises the other end. */
    public void notifyOther() {
        EventChannelTable.notify(port);
    }

    @Override
    public void close() {
        table.letGo(port);
    }
}
