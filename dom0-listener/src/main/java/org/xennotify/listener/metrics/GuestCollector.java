package org.xennotify.listener.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xennotify.event.Door;
import org.xennotify.listener.session.Figures;
import org.xennotify.listener.session.GuestStatus;
import org.xennotify.listener.session.Spread;
import org.xennotify.listener.session.Traffic;

/**
 * What is known of the guests that are here, as metrics. A guest's series go with its domain, so that there are never
 * more than for all domains that live; nothing is kept from one question to the next.
 */
final class GuestCollector implements MultiCollector {
    private static final String PREFIX = "xen_notify_";
    private static final List<Double> BOUNDS = Stream.concat(
                    Spread.BOUNDS.stream(), Stream.of(Double.POSITIVE_INFINITY))
            .toList();
    private static final String[] STATES = {"-", "offered", "attached", "draining"};

    /** How many events of a guest and a door. */
    private interface Count {
        long of(Traffic traffic, Door door);
    }

    private final Supplier<List<Figures>> guests;
    private final RoundTrip xenStore;

    GuestCollector(Supplier<List<Figures>> guests, RoundTrip xenStore) {
        this.guests = guests;
        this.xenStore = xenStore;
    }

    @Override
    public MetricSnapshots collect() {
        Map<Labels, Figures> now = labelled(guests.get());
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(byDoor(now, "events", "Events that were handled.", Traffic::events));
        all.add(byDoor(now, "payload_bytes", "Bytes of their payloads.", Traffic::bytes));
        all.add(byDoor(now, "refused_events", "Events that no route accepts.", Traffic::refused));
        all.add(counter(now, "gaps", "How often sequences were missing in a ring.", GuestStatus::gaps));
        all.add(counter(now, "dropped_replies", "Replies that a ring had no room for.", GuestStatus::droppedReplies));
        all.add(gauge(now, "backlog_bytes", "Bytes in a ring that are not acknowledged.", GuestStatus::backlog));
        all.add(gauge(
                now,
                "throttled",
                "1 if the guest is held back.",
                one -> one.throttled().isEmpty() ? 0 : 1));
        all.add(histogram(now, "lag", "From the guest's clock at the sending to Dom0's.", Traffic::lag));
        all.add(histogram(now, "handler", "From an event's arrival to its handler's end.", Traffic::handlers));
        all.add(states(now));
        all.add(histogram(
                        "xenstore_round_trip", "How long XenStore took to answer whenever somebody asked for metrics.")
                .dataPoint(point(Labels.EMPTY, xenStore.ask()))
                .build());
        return new MetricSnapshots(all);
    }

    private static Map<Labels, Figures> labelled(List<Figures> guests) {
        return guests.stream().collect(Collectors.toMap(GuestCollector::labels, Function.identity()));
    }

    private static Labels labels(Figures guest) {
        GuestStatus status = guest.status();
        return Labels.of(
                "domid",
                Integer.toString(status.domid()),
                "guest",
                status.name(),
                "uuid",
                status.uuid().toString());
    }

    private static MetricSnapshot byDoor(Map<Labels, Figures> guests, String name, String help, Count count) {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name(PREFIX + name).help(help);
        guests.forEach((labels, guest) -> {
            for (Door door : Door.values()) {
                counter.dataPoint(point(labels.add("door", door.label()), count.of(guest.traffic(), door)));
            }
        });
        return counter.build();
    }

    private static CounterSnapshot.CounterDataPointSnapshot point(Labels labels, long value) {
        return CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }

    private static MetricSnapshot counter(
            Map<Labels, Figures> guests, String name, String help, Function<GuestStatus, Long> value) {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name(PREFIX + name).help(help);
        guests.forEach((labels, guest) -> counter.dataPoint(point(labels, (long) value.apply(guest.status()))));
        return counter.build();
    }

    private static MetricSnapshot gauge(
            Map<Labels, Figures> guests, String name, String help, ToDoubleFunction<GuestStatus> value) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name(PREFIX + name).help(help);
        guests.forEach((labels, guest) -> gauge.dataPoint(point(labels, value.applyAsDouble(guest.status()))));
        return gauge.build();
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build();
    }

    private static MetricSnapshot histogram(
            Map<Labels, Figures> guests, String name, String help, Function<Traffic, Spread> spread) {
        HistogramSnapshot.Builder histogram = histogram(name, help);
        guests.forEach((labels, guest) -> histogram.dataPoint(point(labels, spread.apply(guest.traffic()))));
        return histogram.build();
    }

    private static HistogramSnapshot.Builder histogram(String name, String help) {
        return HistogramSnapshot.builder()
                .name(PREFIX + name + "_seconds")
                .unit(Unit.SECONDS)
                .help(help);
    }

    private static HistogramSnapshot.HistogramDataPointSnapshot point(Labels labels, Spread spread) {
        Spread.Reading reading = spread.read();
        return HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, reading.counts()))
                .sum(reading.seconds())
                .build();
    }

    private static MetricSnapshot states(Map<Labels, Figures> guests) {
        Map<String, Integer> count = new TreeMap<>();
        for (String state : STATES) {
            count.put(state, 0);
        }
        guests.values().forEach(guest -> count.merge(guest.status().state(), 1, Integer::sum));
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name(PREFIX + "guests").help("Guests by how their publication stands.");
        count.forEach((state, guestsInIt) -> gauge.dataPoint(
                point(Labels.of("state", state.equals("-") ? "unpublished" : state), (double) guestsInIt)));
        return gauge.build();
    }
}
