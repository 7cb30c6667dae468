package org.xennotify.testbed.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.xennotify.device.Domain;
import org.xennotify.device.EventChannels;
import org.xennotify.device.Platform;
import org.xennotify.lifecycle.Resources;
import org.xennotify.listener.daemon.Listener;
import org.xennotify.xenstore.GuestNodes;
import org.xennotify.xenstore.XenStoreClient;

/**
 * In Dom0: the whole listener with many event channels, which lead from Dom0 to itself; the guests that they belong to are
 * only nodes in XenStore.
 *
 * <p>Arguments: {@code PLATFORM GUESTS COUNT}. Prints how long after its start the listener has heard each guest, which it
 * does when it has bound its port, and what it has asked of XenStore until then; how long a bell takes from being rung until it is heard, COUNT times of one guest after
 * the other; and how long it takes when all ring at once.
 */
public final class LoopedGuests {
    private static final int FIRST = 20_000; // beyond any domain that was created in this boot
    private static final int DOM0 = 0;

    private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    private final EventChannels channels;
    private final int[] ports;

    private LoopedGuests(EventChannels channels, int[] ports) {
        this.channels = channels;
        this.ports = ports;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Platform dom0 = Platform.open(arguments[0]);
        int guests = Integer.parseInt(arguments[1]);
        try (Resources opened = new Resources()) {
            EventChannels channels = opened.add(dom0.openEventChannels());
            int[] ports = new int[guests];
            for (int i = 0; i < guests; i++) {
                ports[i] = channels.allocateUnbound(DOM0);
            }
            XenStoreClient store = opened.add(XenStoreClient.connect(dom0::openStore));
            opened.add(() -> forget(store, guests));
            publish(store, ports);
            new LoopedGuests(channels, ports).measure(dom0, Integer.parseInt(arguments[2]));
        }
    }

    private static void publish(XenStoreClient store, int[] ports) throws IOException {
        for (int i = 0; i < ports.length; i++) {
            String domain = GuestNodes.domain(FIRST + i);
            store.write(domain + "/domid", Integer.toString(FIRST + i));
            store.write(domain + "/name", "looped-" + i);
            GuestNodes nodes = GuestNodes.of(FIRST + i);
            store.write(nodes.version(), "1");
            store.write(nodes.eventChannel(), Integer.toString(ports[i]));
            store.write(nodes.epoch(), "%016x".formatted(i));
        }
    }

    private static void forget(XenStoreClient store, int guests) throws IOException {
        for (int i = 0; i < guests; i++) {
            store.remove(GuestNodes.domain(FIRST + i));
        }
    }

    private void measure(Platform dom0, int count) throws IOException, InterruptedException {
        List<Domain> guests = IntStream.range(0, ports.length)
                .mapToObj(i -> new Domain(FIRST + i, new UUID(0, i), false))
                .toList();
        LongAdder requests = new LongAdder();
        Platform platform = new LoopedPlatform(dom0, guests, requests);
        HearingSink sink = new HearingSink(event -> heard.add(event.origin().domid() - FIRST));
        long start = System.nanoTime();
        try (Listener listener = Listener.open(platform, sink, Optional.empty(), why -> System.err.println(why))) {
            listener.start(dom0.runDirectory().resolve("bench.sock"));
            awaitAll();
            say("all %d attached after %.2f s", ports.length, start);
            System.out.printf(" and %d requests", requests.sum());
            oneByOne(count / 2);
            long[] nanos = oneByOne(count);
            System.out.printf(
                    Locale.ROOT,
                    "; a bell p50 %.1f us, p99 %.1f us",
                    nanos[count / 2] / 1e3,
                    nanos[count * 99 / 100] / 1e3);
            long all = System.nanoTime();
            for (int port : ports) {
                channels.notify(port);
            }
            awaitAll();
            say("; %d at once %.2f s%n", ports.length, all);
        }
    }

    private static void say(String format, int count, long since) {
        System.out.printf(Locale.ROOT, format, count, (System.nanoTime() - since) / 1e9);
    }

    private void awaitAll() throws InterruptedException {
        Set<Integer> missing = IntStream.range(0, ports.length).boxed().collect(Collectors.toSet());
        while (!missing.isEmpty()) {
            missing.remove(heard.take());
        }
    }

    private long[] oneByOne(int count) throws IOException, InterruptedException {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            int guest = i % ports.length;
            long start = System.nanoTime();
            channels.notify(ports[guest]);
            while (heard.take() != guest) {}
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos;
    }
}
