package org.xennotify.listener.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xennotify.lifecycle.Reason;

/** Reads a configuration from a TOML file, checked as a whole. */
public final class ConfigurationFile {
    private static final long LARGEST = 1 << 20;

    private ConfigurationFile() {}

    /**
     * Reads a file.
     *
     * @throws ConfigurationException if it is not right in every respect, also in what it refers to
     */
    public static Configuration read(Path path) throws ConfigurationException {
        Path file = path.toAbsolutePath().normalize();
        String text = text(file);
        JsonNode root = parse(file, text);
        Problems problems = new Problems(file, Lines.of(text));
        Configuration configuration = read(root, problems);
        problems.throwIfAny();
        return configuration;
    }

    private static String text(Path file) throws ConfigurationException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new ConfigurationException(file + " has more than " + LARGEST + " bytes.");
            }
            Safety.check(file);
            return Files.readString(file);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()));
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(file + " is not UTF-8.");
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("there is no file " + file + ".");
        } catch (ConfigurationException e) {
            throw e;
        } catch (IOException e) {
            throw new ConfigurationException("cannot read " + file + " (" + Reason.alone(e) + ").");
        }
    }

    private static JsonNode parse(Path file, String text) throws ConfigurationException {
        try {
            return new TomlMapper().readTree(text);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            int line = at == null ? 1 : at.getLineNr();
            throw new ConfigurationException(file + ":" + line + ": not TOML: " + e.getOriginalMessage() + ".");
        }
    }

    private static Configuration read(JsonNode root, Problems problems) {
        Table table = new Table(root, "", problems);
        List<JsonNode> nodes = table.list("route", false).orElse(List.of());
        Optional<JournalSettings> journal =
                table.table("journal").flatMap(settings -> JournalReader.read(settings, problems));
        Optional<MetricsSettings> metrics = table.table("metrics").flatMap(settings -> metrics(settings, problems));
        table.refuseOthers();
        List<RouteSettings> routes = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            read(nodes.get(i), "route." + i, problems).ifPresent(routes::add);
        }
        if (routes.size() == nodes.size()) {
            checkFiles(routes, problems);
        }
        return new Configuration(routes, journal, metrics);
    }

    private static Optional<MetricsSettings> metrics(Table table, Problems problems) {
        long port = table.number("port").orElse(0L);
        table.refuseOthers();
        return problems.make(table.path("port"), () -> MetricsSettings.of(port));
    }

    private static Optional<RouteSettings> read(JsonNode node, String path, Problems problems) {
        if (!node.isObject()) {
            problems.add(path, "a route is a table: write [[route]].");
            return Optional.empty();
        }
        return new RouteReader(node, path, problems).read();
    }

    /** One file cannot have two sizes. */
    private static void checkFiles(List<RouteSettings> routes, Problems problems) {
        Map<Path, Destination> files = new HashMap<>();
        for (int i = 0; i < routes.size(); i++) {
            for (Destination to : routes.get(i).to()) {
                if (to instanceof Destination.File file
                        && !file.equals(files.computeIfAbsent(file.path(), path -> file))) {
                    problems.add("route." + i + ".to", file.path() + " has another size or keep in another route.");
                }
            }
        }
    }
}
