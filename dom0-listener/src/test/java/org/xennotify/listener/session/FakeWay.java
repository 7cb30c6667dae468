package org.xennotify.listener.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.xennotify.listener.route.Handling;
import org.xennotify.listener.route.Way;
import org.xennotify.listener.sink.Event;
import org.xennotify.listener.sink.Origin;
import org.xennotify.listener.sink.Slice;

/** Keeps what was handled and flushed, and does with each event what a test wants. */
final class FakeWay implements Way {
    final List<String> handled = new ArrayList<>();
    final List<String> flushed = new ArrayList<>();
    Function<String, Handling> answer = type -> Handling.TAKEN;
    Duration hold = Duration.ofSeconds(1);
    boolean shut;

    @Override
    public Handling handle(Event event) {
        Handling handling = answer.apply(text(event.type()));
        if (!(handling instanceof Handling.Held)) {
            handled.add("%016x/%d %s %s"
                    .formatted(event.token(), event.sequence(), text(event.type()), text(event.payload())));
        }
        return handling;
    }

    private static String text(Slice slice) {
        return new String(slice.bytes(), slice.from(), slice.end() - slice.from(), UTF_8);
    }

    @Override
    public boolean mayTrap(Origin origin) {
        return true;
    }

    @Override
    public Duration hold(Event event) {
        return hold;
    }

    @Override
    public boolean flush() {
        if (!shut) {
            flushed.clear();
            flushed.addAll(handled);
        }
        return !shut;
    }
}
