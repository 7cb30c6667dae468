package org.xennotify.listener.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xennotify.event.Door;

/** Reads one {@code [[route]]}. */
final class RouteReader {
    private static final String[] OF_HANDLERS = {"user", "timeout", "pause", "read"};

    private final Table table;
    private final Problems problems;
    private final String path;

    RouteReader(JsonNode node, String path, Problems problems) {
        this.table = new Table(node, path, problems);
        this.path = path;
        this.problems = problems;
    }

    /** Empty if something was noted that makes it none. */
    Optional<RouteSettings> read() {
        Glob type = table.text("type", Glob::new).orElse(Glob.ANY);
        GuestPattern guest = table.text("guest", GuestPattern::new).orElse(GuestPattern.ANY);
        Set<Door> doors = doors();
        boolean accept = table.flag("accept", true);
        Rate rate = table.table("rate").flatMap(this::rate).orElse(Rate.UNLIMITED);
        Duration hold = hold(doors);
        Optional<HandlerSettings> handler = handler(doors);
        List<Destination> to = to();
        table.refuseOthers();
        return problems.make(path, () -> new RouteSettings(type, guest, doors, accept, rate, hold, handler, to));
    }

    private Set<Door> doors() {
        Optional<List<String>> labels = table.texts("door", true);
        if (labels.isEmpty()) {
            return EnumSet.allOf(Door.class);
        }
        Set<Door> doors = EnumSet.noneOf(Door.class);
        labels.get()
                .forEach(label ->
                        problems.make(table.path("door"), () -> door(label)).ifPresent(doors::add));
        return labels.get().isEmpty() || !doors.isEmpty() ? doors : EnumSet.allOf(Door.class);
    }

    private static Door door(String label) {
        for (Door door : Door.values()) {
            if (door.label().equals(label)) {
                return door;
            }
        }
        throw new IllegalArgumentException("'" + label + "' is no door: use bell, ring, store or trap.");
    }

    private Optional<Rate> rate(Table limits) {
        long events = limits.number("events", 0);
        long burst = limits.number("burst", events);
        long bytes = limits.number("bytes", 0);
        limits.refuseOthers();
        return problems.make(table.path("rate"), () -> new Rate(events, burst, bytes));
    }

    private Duration hold(Set<Door> doors) {
        Optional<Duration> hold = table.text("hold", Durations::parse);
        if (hold.isPresent() && !doors.contains(Door.TRAP)) {
            problems.add(table.path("hold"), "hold is for traps: this route has no door \"trap\".");
        }
        return hold.orElse(RouteSettings.HOLD);
    }

    private Optional<HandlerSettings> handler(Set<Door> doors) {
        Optional<List<String>> command = table.texts("run", false);
        String user = table.text("user", RouteReader::user).orElse("");
        var timeout = table.text("timeout", Durations::parse).orElse(HandlerSettings.TIMEOUT);
        boolean pause = table.flag("pause", false);
        List<MemoryRead> reads = reads(doors);
        if (command.isEmpty()) {
            for (String key : OF_HANDLERS) {
                table.refuse(key, key + " needs run beside it.");
            }
            return Optional.empty();
        }
        return problems.make(table.path("run"), () -> {
            HandlerSettings settings = new HandlerSettings(command.get(), user, timeout, pause, reads);
            Safety.checkProgram(Path.of(settings.command().get(0)));
            return settings;
        });
    }

    private List<MemoryRead> reads(Set<Door> doors) {
        Optional<List<JsonNode>> pieces = table.list("read", false);
        if (pieces.isPresent() && !doors.equals(EnumSet.of(Door.TRAP))) {
            problems.add(table.path("read"), "read is for traps only: write door = \"trap\" beside it.");
        }
        List<MemoryRead> reads = new ArrayList<>();
        pieces.orElse(List.of()).forEach(piece -> read(piece).ifPresent(reads::add));
        return reads;
    }

    private Optional<MemoryRead> read(JsonNode piece) {
        Table place = new Table(piece, table.path("read"), problems);
        int pointer = place.number("pointer").map(RouteReader::narrow).orElse(-1);
        int length = place.number("length").map(RouteReader::narrow).orElse(-1);
        place.refuseOthers();
        return problems.make(table.path("read"), () -> new MemoryRead(pointer, length));
    }

    /** What does not fit is out of range, and stays so. */
    private static int narrow(long number) {
        return (int) Math.max(-1, Math.min(number, Integer.MAX_VALUE));
    }

    private static String user(String name) {
        try {
            Path.of("/").getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
            return name;
        } catch (IOException e) {
            throw new IllegalArgumentException("there is no user '" + name + "'.", e);
        }
    }

    private List<Destination> to() {
        Optional<List<JsonNode>> places = table.list("to", true);
        if (places.isEmpty()) {
            return List.of(Destination.STANDARD_OUTPUT);
        }
        List<Destination> destinations = new ArrayList<>();
        for (JsonNode place : places.get()) {
            destination(place).ifPresent(destinations::add);
        }
        return destinations;
    }

    private Optional<Destination> destination(JsonNode place) {
        String to = table.path("to");
        if (place.isObject()) {
            Table file = new Table(place, to, problems);
            Optional<String> name = file.text("path");
            long size = file.number("size", 0);
            long keep = file.number("keep", 5);
            file.refuseOthers();
            return problems.make(to, () -> file(name.orElse(""), size, (int) Math.min(keep, Integer.MAX_VALUE)));
        }
        if (!place.isTextual()) {
            problems.add(to, "to names \"stdout\", absolute paths, and { path, size, keep }.");
            return Optional.empty();
        }
        String text = place.textValue();
        return text.equals("stdout")
                ? Optional.of(Destination.STANDARD_OUTPUT)
                : problems.make(to, () -> file(text, 0, 0));
    }

    private static Destination file(String name, long size, int keep) {
        Destination.File file = new Destination.File(Path.of(name), size, size == 0 ? 0 : keep);
        Path directory = file.path().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new IllegalArgumentException("there is no directory for " + name + ".");
        }
        if (Files.isDirectory(file.path(), LinkOption.NOFOLLOW_LINKS)) {
            throw new IllegalArgumentException(name + " is a directory.");
        }
        return file;
    }
}
