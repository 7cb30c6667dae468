package org.xennotify.listener.session;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.EventChannelReader;
import org.xennotify.event.Door;
import org.xennotify.event.EventType;
import org.xennotify.event.Reply;
import org.xennotify.listener.sink.Slice;

/** A bound port, each wake-up of which is an event. */
final class Bell implements Link {
    private static final Slice TYPE = Slice.of(EventType.BELL);
    private static final Slice NOTHING = Slice.of("");

    private final EventChannelReader channels;
    private final Voice voice;
    private final int port;
    private final Wakeups wakeups;
    private boolean bound = true;
    private @Nullable CompletableFuture<Reply> said;

    private Bell(EventChannelReader channels, Voice voice, int port, Wakeups wakeups) {
        this.channels = channels;
        this.voice = voice;
        this.port = port;
        this.wakeups = wakeups;
    }

    static Bell bind(Host host, Voice voice, int domid, int remotePort, Brake brake, Runnable signal)
            throws IOException {
        Wakeups wakeups = new Wakeups(host, brake, signal);
        int port = host.channels().bindInterdomain(domid, remotePort, wakeups);
        return new Bell(host.channels(), voice, port, wakeups);
    }

    @Override
    public Door door() {
        return Door.BELL;
    }

    @Override
    public Progress work() throws IOException {
        if (said == null && wakeups.isRaised()) {
            Optional<CompletableFuture<Reply>> handedIn = voice.say(Door.BELL, TYPE, NOTHING);
            if (handedIn.isEmpty()) {
                return Progress.HELD;
            }
            said = handedIn.get();
        }
        if (said != null) {
            return settle(said);
        }
        if (bound) {
            wakeups.goOn(port);
        }
        return Progress.IDLE;
    }

    private Progress settle(CompletableFuture<Reply> handling) throws IOException {
        if (!handling.isDone()) {
            return Progress.PARKED;
        }
        if (!voice.flush()) {
            return Progress.HELD;
        }
        said = null;
        if (bound) {
            wakeups.next(port);
        } else {
            wakeups.forget();
        }
        return Progress.IDLE;
    }

    /** A wake-up that came before remains. */
    @Override
    public void withdraw() throws IOException {
        if (bound) {
            bound = false;
            channels.unbind(port);
        }
    }

    @Override
    public void close() throws IOException {
        withdraw();
    }
}
