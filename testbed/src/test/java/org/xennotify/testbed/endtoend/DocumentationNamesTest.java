package org.xennotify.testbed.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xennotify.listener.config.Configuration;
import org.xennotify.listener.config.ConfigurationException;
import org.xennotify.listener.config.ConfigurationFile;
import org.xennotify.testbed.sim.OnSimHost;

/** What pages name that {@link DocumentationTest} does not run, since it needs a real Xen or stands in a sentence. */
@Timeout(120)
class DocumentationNamesTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CALL = Pattern.compile("\\b(xen-notify|xen-listen) ([a-z]+)\\b([^`\\n|;&]*)");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z-]+");
    private static final Pattern ROUTES = Pattern.compile("(?ms)^ *```toml[^\\n]*\\n(.*?)^ *```$");

    @RegisterExtension
    final OnSimHost sim = new OnSimHost();

    @TempDir
    private Path directory;

    private final Map<String, String> helps = new TreeMap<>();

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> files = Stream.concat(
                Files.list(PROJECT),
                Stream.concat(Files.walk(PROJECT.resolve("docs")), Files.list(PROJECT.resolve("protocol"))))) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
        }
    }

    private static Stream<MatchResult> find(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    @Test
    void everyCommandAndOptionThatPagesNameIsThere() throws Exception {
        for (Path page : pages().toList()) {
            for (MatchResult call : find(CALL, Files.readString(page)).toList()) {
                if (isCommand(call)) {
                    String help = help(call.group(1), call.group(2));
                    assertThat(find(OPTION, call.group(3)).map(MatchResult::group))
                            .as("%s: %s", page, call.group())
                            .allSatisfy(option -> assertThat(help).contains(option));
                }
            }
        }
        assertThat(helps.keySet()).contains("xen-listen tail", "xen-listen quiesce", "xen-notify agent");
    }

    /** And no word of a sentence. */
    private boolean isCommand(MatchResult call) throws Exception {
        return help(call.group(1), "").contains("  " + call.group(1) + " " + call.group(2) + " ")
                || help(call.group(1), "").contains("\n  " + call.group(2) + " ")
                || !find(OPTION, call.group(3)).toList().isEmpty();
    }

    private String help(String program, String command) throws Exception {
        String call = (program + " " + command).strip();
        if (!helps.containsKey(call)) {
            String[] words = (command + " --help").strip().split(" ", -1);
            try (Launched asked = program.equals("xen-listen")
                    ? Launched.listener(sim.host().dom0(), directory, words)
                    : Launched.agent(sim.host().dom0(), directory, words)) {
                assertThat(asked.awaitEnd()).as(call).isZero();
                helps.put(call, asked.out());
            }
        }
        return helps.get(call);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyRouteIsUnderstood(Path page) throws IOException {
        for (MatchResult block : find(ROUTES, Files.readString(page)).toList()) {
            Path file = Files.writeString(directory.resolve("routes.toml"), block.group(1));
            try {
                Configuration unused = ConfigurationFile.read(file);
            } catch (ConfigurationException e) {
                assertThat(e.getMessage().lines()).as("%s", page).allMatch(problem -> problem.contains("there is no "));
            }
        }
    }
}
