package org.xennotify.listener.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.cli.Options;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xennotify.device.Platform;
import org.xennotify.lifecycle.Reason;
import org.xennotify.lifecycle.SocketAccess;
import org.xennotify.listener.config.Configuration;
import org.xennotify.listener.config.ConfigurationException;
import org.xennotify.listener.config.ConfigurationFile;
import org.xennotify.listener.daemon.Listener;
import org.xennotify.listener.sink.FileOutput;
import org.xennotify.listener.sink.Output;
import org.xennotify.listener.sink.StandardOutput;

/** {@code run}: does about events what the routes say until it is stopped by a signal, or can print nothing more. */
public final class RunCommand implements Command {
    private static final Path STANDARD_OUTPUT = Path.of("-");

    @Override
    public String name() {
        return "run";
    }

    @Override
    public String summary() {
        return "prints each event of each guest as one line of JSON; the log goes to standard error";
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(Cli.option(
                        "config", "FILE", "routes, in TOML: what becomes of which events; default: each is printed"))
                .addOption(Cli.option("output", "FILE|-", "where events go, appended; default -, standard output"))
                .addOption(Cli.option(
                        "control",
                        "PATH",
                        "socket for other commands; default listen.sock in the" + " platform's run directory"))
                .addOption(Cli.option("socket-owner", "USER[:GROUP]", "whose that socket is; default: who runs this"))
                .addOption(Cli.option(
                        "socket-mode", "MODE", "who may use it, to look on and to command; default 0600, its owner"));
    }

    @Override
    public int run(Invocation invocation) throws UsageException, IOException {
        Optional<Path> routes = routes(invocation);
        SocketAccess access = access(invocation);
        Platform platform = invocation.openPlatform();
        CompletableFuture<String> failure = new CompletableFuture<>();
        Output output = output(invocation.path("output"), failure);
        Listener listener = Listener.open(platform, output, routes, failure::complete);
        AtomicBoolean byItself = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(listener, byItself), "stop"));
        try {
            listener.start(invocation.controlSocket(platform), access);
            throw new IOException(failure.join());
        } finally {
            byItself.set(true);
        }
    }

    /** Checked before anything is acquired: what is wrong with a file is a person's first concern. */
    private static Optional<Path> routes(Invocation invocation) throws UsageException {
        Optional<Path> file = invocation.path("config");
        try {
            if (file.isPresent()) {
                Configuration unused = ConfigurationFile.read(file.get());
            }
            return file;
        } catch (ConfigurationException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static SocketAccess access(Invocation invocation) throws UsageException {
        try {
            return SocketAccess.parse(
                    invocation.options().getOptionValue("socket-owner", ""),
                    invocation.options().getOptionValue("socket-mode", "0600"));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static Output output(Optional<Path> file, CompletableFuture<String> failure) throws IOException {
        if (file.isEmpty() || file.get().equals(STANDARD_OUTPUT)) {
            return new StandardOutput(new FileOutputStream(FileDescriptor.out), failure::complete);
        }
        try {
            return FileOutput.open(file.get());
        } catch (IOException e) {
            throw new IOException("cannot write to the file of --output: " + Reason.of(e) + ".", e);
        }
    }

    /** Ends with status 0 after a signal, where Java's own would be that of a failure. */
    private static void stop(Listener listener, AtomicBoolean byItself) {
        Logger log = LoggerFactory.getLogger(RunCommand.class);
        try {
            listener.close();
            log.info("stopped");
        } catch (IOException e) {
            log.warn("stopped, not everything could be given back: {}", Reason.of(e));
        }
        if (!byItself.get()) {
            Runtime.getRuntime().halt(ExitStatus.DONE);
        }
    }
}
