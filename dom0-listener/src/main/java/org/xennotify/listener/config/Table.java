package org.xennotify.listener.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One TOML table, read key by key. What is wrong is noted and read as if it were not there. */
final class Table {
    private final Set<String> known = new LinkedHashSet<>();
    private final JsonNode node;
    private final String path;
    private final Problems problems;

    Table(JsonNode node, String path, Problems problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    /** The path of a key, for messages. */
    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    Optional<String> text(String key) {
        return value(key)
                .filter(value -> is(value.isTextual(), key, "a text in quotes"))
                .map(JsonNode::textValue);
    }

    /** A text that means something to {@code reader}, which throws an IllegalArgumentException if it does not. */
    <T> Optional<T> text(String key, Function<String, T> reader) {
        return text(key).flatMap(text -> problems.make(path(key), () -> reader.apply(text)));
    }

    boolean flag(String key, boolean otherwise) {
        return value(key)
                .filter(value -> is(value.isBoolean(), key, "true or false"))
                .map(JsonNode::booleanValue)
                .orElse(otherwise);
    }

    /** A whole number of at least 1; {@code otherwise} if there is none. */
    long number(String key, long otherwise) {
        return number(key).filter(value -> is(value >= 1, key, "at least 1")).orElse(otherwise);
    }

    /** A whole number. */
    Optional<Long> number(String key) {
        return value(key)
                .filter(value -> is(value.canConvertToExactIntegral() && value.canConvertToLong(), key, "a number"))
                .map(JsonNode::longValue);
    }

    /** The elements of an array, with a single text as the only one if {@code single} allows it. */
    Optional<List<JsonNode>> list(String key, boolean single) {
        return value(key)
                .filter(value -> is(value.isArray() || (single && value.isTextual()), key, "a list in [ ]"))
                .map(value -> {
                    List<JsonNode> elements = new ArrayList<>();
                    (value.isArray() ? value : List.of(value)).forEach(elements::add);
                    return elements;
                });
    }

    /** A list of texts. */
    Optional<List<String>> texts(String key, boolean single) {
        return list(key, single)
                .filter(list -> is(list.stream().allMatch(JsonNode::isTextual), key, "a list of texts in quotes"))
                .map(list -> list.stream().map(JsonNode::textValue).toList());
    }

    Optional<Table> table(String key) {
        return value(key)
                .filter(value -> is(value instanceof ObjectNode, key, "a table in { }"))
                .map(value -> new Table(value, path(key), problems));
    }

    /** Refuses a key that has a meaning in the language, but not here. */
    void refuse(String key, String sentence) {
        if (value(key).isPresent()) {
            problems.add(path(key), sentence);
        }
    }

    /** Notes every key that nobody has asked for. */
    void refuseOthers() {
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                problems.add(path(key), "unknown key '" + key + "': here stand " + String.join(", ", known) + ".");
            }
        });
    }

    private Optional<JsonNode> value(String key) {
        known.add(key);
        @Nullable JsonNode value = node.get(key);
        return Optional.ofNullable(value);
    }

    private boolean is(boolean right, String key, String what) {
        if (!right) {
            problems.add(path(key), key + " must be " + what + ".");
        }
        return right;
    }
}
