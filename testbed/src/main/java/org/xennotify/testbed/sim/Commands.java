package org.xennotify.testbed.sim;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** What can be asked of a simulated host through its toolstack's socket. */
final class Commands {
    static final String USAGE = "list | create [NAME] | destroy DOM | shutdown DOM | crash DOM | reboot DOM | pause DOM"
            + " | unpause DOM | save DOM | restore NAME | restart-xenstore | leaks";

    private final SimHost host;

    Commands(SimHost host) {
        this.host = host;
    }

    /** Runs one command; completes with the lines that it answers. */
    CompletableFuture<List<String>> run(List<String> words) {
        String argument = words.size() > 1 ? words.get(1) : "";
        if (words.size() > 2) {
            throw new IllegalArgumentException("too many words: use " + USAGE);
        }
        return switch (words.get(0)) {
            case "list" -> CompletableFuture.completedFuture(host.list());
            case "create" ->
                CompletableFuture.completedFuture(
                        List.of(Integer.toString(host.create(argument).domid())));
            case "destroy" -> toolstack(argument, Toolstack::destroy);
            case "shutdown" -> toolstack(argument, Toolstack::shutDown);
            case "crash" -> toolstack(argument, Toolstack::crash);
            case "reboot" -> toolstack(argument, Toolstack::reboot);
            case "save" -> toolstack(argument, Toolstack::save);
            case "pause" -> atOnce(argument, Toolstack::pause);
            case "unpause" -> atOnce(argument, Toolstack::unpause);
            case "restore" -> atOnce(argument, Toolstack::restore);
            case "restart-xenstore" -> restartXenStore();
            case "leaks" -> CompletableFuture.completedFuture(host.leaksNow());
            default -> throw new IllegalArgumentException("unknown command '" + words.get(0) + "': use " + USAGE);
        };
    }

    private interface AtOnce {
        void run(Toolstack toolstack, Machine machine);
    }

    private CompletableFuture<List<String>> atOnce(String domain, AtOnce work) {
        return toolstack(domain, (toolstack, machine) -> {
            work.run(toolstack, machine);
            return CompletableFuture.completedFuture(null);
        });
    }

    private CompletableFuture<List<String>> toolstack(
            String domain, BiFunction<Toolstack, Machine, CompletableFuture<Void>> work) {
        return host.begin(toolstack -> work.apply(toolstack, toolstack.find(domain)))
                .thenApply(none -> List.of());
    }

    private CompletableFuture<List<String>> restartXenStore() {
        host.restartXenStore();
        return CompletableFuture.completedFuture(List.of());
    }
}
