package org.xennotify.testbed.sim.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.xennotify.lifecycle.Threads;

/**
 * The one thread that everything on a simulated host happens on: all sockets, all state. So nothing there needs a lock,
 * and what happens is one thing after the other.
 */
public final class Loop implements AutoCloseable {

    /** Makes the receiver of a connection that has just come in. */
    public interface Acceptor {
        Receiver accept(Link link);
    }

    private record Timer(long due, Runnable work) {}

    private final Selector selector;
    private final Consumer<Throwable> onDefect;
    private final Queue<Runnable> submitted = new ConcurrentLinkedQueue<>();
    private final Queue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::due));
    private final Set<Link> unsent = new LinkedHashSet<>();
    private final Thread thread;
    private volatile boolean closed;

    private Loop(Consumer<Throwable> onDefect) throws IOException {
        this.selector = Selector.open();
        this.onDefect = onDefect;
        this.thread = Threads.start("simulated-host", this::run);
    }

    /** Starts; {@code onDefect} takes what the simulation itself throws, which ends the connection it was about. */
    public static Loop start(Consumer<Throwable> onDefect) throws IOException {
        return new Loop(onDefect);
    }

    private void run() {
        while (!closed) {
            try {
                selector.select(this::handle, untilNextTimer());
                runSubmitted();
                runTimers();
                flush();
            } catch (IOException | RuntimeException e) {
                onDefect.accept(e);
            }
        }
        runSubmitted();
    }

    /** In milliseconds; 0 means for ever. */
    private long untilNextTimer() {
        Timer next = timers.peek();
        if (next == null) {
            return 0;
        }
        long left = Duration.ofNanos(next.due() - System.nanoTime()).toMillis();
        return Math.max(left, 0) + 1;
    }

    private void handle(SelectionKey key) {
        if (key.attachment() instanceof Link link) {
            link.ready();
        } else if (key.attachment() instanceof Acceptor acceptor) {
            accept((ServerSocketChannel) key.channel(), acceptor);
        }
    }

    private void accept(ServerSocketChannel server, Acceptor acceptor) {
        try {
            SocketChannel channel = server.accept();
            if (channel != null) {
                Link link = Link.open(this, selector, channel);
                link.receiveWith(acceptor.accept(link));
            }
        } catch (IOException clientHasLeft) {
            // It will find out by itself.
        }
    }

    private void runSubmitted() {
        Runnable work = submitted.poll();
        while (work != null) {
            work.run();
            work = submitted.poll();
        }
    }

    private void runTimers() {
        Timer next = timers.peek();
        while (next != null && next.due() <= System.nanoTime()) {
            timers.remove(next);
            next.work().run();
            next = timers.peek();
        }
    }

    private void flush() {
        List<Link> links = List.copyOf(unsent);
        unsent.clear();
        links.forEach(Link::flush);
    }

    /** Sends at the end of this round, so that what one round causes can still merge. */
    void flushLater(Link link) {
        unsent.add(link);
    }

    void defect(Throwable e) {
        onDefect.accept(e);
    }

    /** Runs work on this thread some time from now. To be called on this thread. */
    public void later(Duration delay, Runnable work) {
        timers.add(new Timer(System.nanoTime() + delay.toNanos(), work));
    }

    /** Runs work on this thread after what it is doing now; from any thread. */
    public void execute(Runnable work) {
        submitted.add(work);
        selector.wakeup();
    }

    /** Runs work on this thread, from any thread including this one, and waits for what it returns or throws. */
    public <T> T call(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        };
        if (Thread.currentThread() == thread) {
            task.run();
        } else if (!closed) {
            execute(task);
        } else {
            throw new IllegalStateException("the simulated host is closed");
        }
        return join(result);
    }

    private static <T> T join(CompletableFuture<T> result) {
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof IOException cause) {
                throw new UncheckedIOException(cause);
            }
            throw e;
        }
    }

    /** Serves a Unix socket until the result is closed, which also removes it. To be called on this thread. */
    public Listening listen(Path socket, Acceptor acceptor) throws IOException {
        Files.createDirectories(socket.toAbsolutePath().getParent());
        Files.deleteIfExists(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket), 128);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT, acceptor);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        return new Listening(server, socket);
    }

    /** Ends the thread after all work that was submitted; connections that are still open are closed. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        selector.wakeup();
        try {
            thread.join();
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
