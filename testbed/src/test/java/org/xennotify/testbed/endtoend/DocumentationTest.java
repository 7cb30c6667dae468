package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xennotify.testbed.DebianXen;
import org.xennotify.testbed.sim.OnSimHost;

/**
 * Does what the documentation says: each page's blocks {@code sh dom0} and {@code sh guest} in their order, each kind in a
 * terminal of its own. What a block {@code text} behind one shows has to come; an ellipsis stands for anything. A block
 * with the name of a file, as {@code java Notify.java}, is that file; those of {@code protocol/examples} are there too.
 */
@Timeout(90)
class DocumentationTest {
    private static final Path PAGES = Path.of("../docs");
    private static final Path EXAMPLES = Path.of("../protocol/examples");
    private static final Pattern BLOCK =
            Pattern.compile("(?ms)^```(sh dom0|sh guest|text|[a-z]+ \\w+\\.\\w+)\\n(.*?)^```$");

    private record Block(String kind, String text) {
        boolean isCommands() {
            return kind.startsWith("sh ");
        }

        boolean isFile() {
            return kind.contains(".");
        }
    }

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    @TempDir
    private Path directory;

    private static List<Block> blocksOf(Path page) {
        try {
            Matcher matcher = BLOCK.matcher(Files.readString(page));
            List<Block> blocks = new ArrayList<>();
            while (matcher.find()) {
                blocks.add(new Block(matcher.group(1), matcher.group(2)));
            }
            return blocks;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(PAGES)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> blocksOf(file).stream().anyMatch(Block::isCommands))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void whatAPageSaysIsWhatHappens(Path page) throws IOException {
        Path tools = DebianXen.root().resolve("usr/bin");
        assumeThat(tools.resolve("xenstore-write"))
                .as("Debian's xenstore-utils")
                .isExecutable();
        copyExamples();
        Map<String, Terminal> terminals = new HashMap<>();
        terminals.put("sh guest", open(tools, sim.host().create().platform().name(), "guests/1"));
        terminals.put("sh dom0", open(tools, sim.host().dom0().name(), "."));
        String port = freePort();
        String output = "";
        for (Block block : blocksOf(page)) {
            if (block.isCommands()) {
                output = terminals.get(block.kind()).run(block.text().replace("9710", port));
            } else if (block.isFile()) {
                Files.writeString(directory.resolve(block.kind().split(" ", 2)[1]), block.text());
            } else {
                assertThat(output).as("what is printed").containsPattern(pattern(block.text()));
            }
        }
    }

    /** In place of that of metrics, which another test of this machine may have. */
    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private void copyExamples() throws IOException {
        try (Stream<Path> examples = Files.list(EXAMPLES)) {
            for (Path example : examples.toList()) {
                Files.copy(example, directory.resolve(example.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private Terminal open(Path tools, String platform, String home) throws IOException {
        Path sockets = sim.host().directory().resolve(home).resolve("xenstored/socket");
        return sim.keep(new Terminal(
                directory, tools, platform, sockets, sim.host().directory().resolve(home)));
    }

    private static Pattern pattern(String shown) {
        return Pattern.compile(Stream.of(shown.strip().split("…", -1))
                .map(Pattern::quote)
                .reduce((a, b) -> a + ".*" + b)
                .orElseThrow());
    }
}
