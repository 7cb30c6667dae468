package org.xennotify.trap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;

/** The lines of {@code vectors/trap-blocks.tsv}; other languages test against the same. */
record Vector(String name, int status, String kind, long sequence, long time, String type, String data, String block) {
    static Stream<Vector> events() throws IOException {
        return all().filter(row -> row.kind().equals("event"));
    }

    static Stream<Vector> replies() throws IOException {
        return all().filter(row -> row.kind().equals("reply"));
    }

    byte[] payload() {
        return HexFormat.of().parseHex(data);
    }

    private static Stream<Vector> all() throws IOException {
        return Files.readAllLines(Path.of("vectors/trap-blocks.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .map(row -> new Vector(
                        row[0],
                        Integer.parseInt(row[1]),
                        row[2],
                        Long.parseLong(row[3]),
                        Long.parseLong(row[4]),
                        row[5],
                        row[6],
                        row[7]));
    }
}
