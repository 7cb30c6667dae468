package org.xennotify.agent.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.xennotify.agent.door.Submission;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.agent.sender.Sender;
import org.xennotify.lifecycle.Reason;

/** {@code send}: tells Dom0 that something happened. Runs for every event, so it loads as little as it can. */
public final class SendCommand implements Command {
    private static final String STDIN = "-";

    @Override
    public Options options() {
        return Arguments.options(
                Arguments.valued("wait"),
                Arguments.valued("via"),
                Arguments.valued("timeout"),
                Arguments.valued("socket"),
                Arguments.flag("lines"),
                Arguments.flag("drop"));
    }

    @Override
    public Exit run(Invocation invocation) throws IOException, ExitException {
        SendArguments arguments = SendArguments.parse(invocation.arguments());
        Terminal terminal = invocation.terminal();
        try (Sender sender = Sender.open(arguments.via(), invocation.platform(), invocation.socket())) {
            if (arguments.lines()) {
                sendLines(arguments, sender, terminal);
            } else {
                finish(sender.send(request(arguments, data(arguments, terminal))), false, terminal);
            }
        }
        return Exit.DONE;
    }

    private static byte[] data(SendArguments arguments, Terminal terminal) throws IOException, ExitException {
        String data = arguments.data().orElse("");
        return data.equals(STDIN) ? new Lines(terminal.in()).all() : data.getBytes(UTF_8);
    }

    private static Request request(SendArguments arguments, byte[] data) {
        Optional<String> type = arguments.type();
        return type.isEmpty()
                ? new Request.Bell()
                : new Request.Send(arguments.via(), new Submission(type.get(), data, arguments.patience()));
    }

    private static void sendLines(SendArguments arguments, Sender sender, Terminal terminal)
            throws IOException, ExitException {
        Lines lines = new Lines(terminal.in());
        long number = 1;
        boolean answered = !arguments.patience().answer().isZero();
        try (Progress progress = Progress.ofLines(terminal.err(), answered)) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                finish(sender.send(request(arguments, line.get())), true, terminal);
                progress.done(number);
                number++;
            }
        } catch (ExitException e) {
            throw new ExitException(e.exit(), "line " + number + ": " + e.getMessage());
        } catch (IOException e) {
            throw new IOException("line " + number + ": " + Reason.of(e), e);
        }
    }

    /** Prints an answer, or ends with what went wrong; among lines an empty answer is an empty line. */
    private static void finish(Outcome outcome, boolean amongLines, Terminal terminal)
            throws IOException, ExitException {
        if (outcome instanceof Outcome.Failed failed) {
            throw new ExitException(failed.exit(), failed.sentence());
        }
        if (outcome instanceof Outcome.Answered answered && (amongLines || answered.data().length > 0)) {
            terminal.out().write(answered.data());
            if (!endsLine(answered.data())) {
                terminal.out().println();
            }
            terminal.out().flush();
        }
    }

    /** Most answers are what a program has printed, and end with a newline already. */
    private static boolean endsLine(byte[] answer) {
        return answer.length > 0 && answer[answer.length - 1] == '\n';
    }
}
