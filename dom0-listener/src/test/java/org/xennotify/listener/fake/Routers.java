package org.xennotify.listener.fake;

import java.nio.file.Path;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.xennotify.lifecycle.Threads;
import org.xennotify.listener.handler.Handlers;
import org.xennotify.listener.pause.Pauses;
import org.xennotify.listener.route.Router;
import org.xennotify.listener.route.Surroundings;
import org.xennotify.listener.route.Way;
import org.xennotify.listener.sink.Followers;
import org.xennotify.listener.sink.Sink;

/** Routers for tests that are about something else. */
public final class Routers {
    private Routers() {}

    /** Prints everything that is accepted without a configuration. */
    public static Router printing(Sink sink) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Threads.named("timer"));
        Handlers none = new Handlers(Path.of("/"), timer, 0);
        Pauses nobody = new Pauses(FakeHypervisor::new, Path.of("/nonexistent"));
        return new Router(new Surroundings(
                "host", Path.of("/nonexistent"), sink, new Followers("host"), none, nobody, timer, System::nanoTime));
    }

    /** One guest's way through such a router. */
    public static Way way(Sink sink) {
        return printing(sink).open(() -> {}, line -> {});
    }
}
