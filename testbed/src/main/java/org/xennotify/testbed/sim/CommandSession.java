package org.xennotify.testbed.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.xennotify.testbed.sim.net.Link;
import org.xennotify.testbed.sim.net.Receiver;

/**
 * One connection to the toolstack's socket: one command a line, answered with lines and at last {@code ok} or
 * {@code error} and a sentence. The next command waits until the last one is answered.
 */
final class CommandSession implements Receiver {
    private final Link link;
    private final Commands commands;
    private CompletableFuture<Void> answering = CompletableFuture.completedFuture(null);

    CommandSession(Link link, Commands commands) {
        this.link = link;
        this.commands = commands;
    }

    @Override
    public boolean receive(ByteBuffer bytes) {
        String text = UTF_8.decode(bytes.duplicate()).toString();
        int end = text.indexOf('\n');
        if (end < 0) {
            return false;
        }
        String line = text.substring(0, end);
        bytes.position(bytes.position() + line.getBytes(UTF_8).length + 1);
        link.stall(true);
        answering = run(List.of(line.strip().split(" +")))
                .handle(CommandSession::answer)
                .thenAccept(this::send);
        return true;
    }

    private void send(String answer) {
        link.send(ByteBuffer.wrap(answer.getBytes(UTF_8)));
        link.stall(false);
    }

    private CompletableFuture<List<String>> run(List<String> words) {
        try {
            return commands.run(words);
        } catch (IllegalStateException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @SuppressWarnings("NullAway") // exactly one of the two is there
    private static String answer(List<String> lines, Throwable failure) {
        if (failure != null) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return "error " + cause.getMessage() + "\n";
        }
        StringBuilder answer = new StringBuilder();
        lines.forEach(line -> answer.append(line).append('\n'));
        return answer.append("ok\n").toString();
    }

    @Override
    public void ended() {
        answering.cancel(false); // what it has begun is completed all the same
    }
}
