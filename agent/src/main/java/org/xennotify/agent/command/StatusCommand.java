package org.xennotify.agent.command;

import java.io.IOException;
import org.apache.commons.cli.Options;
import org.xennotify.agent.intake.AnswerCodec;
import org.xennotify.agent.intake.Request;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.ExitException;
import org.xennotify.agent.outcome.Outcome;
import org.xennotify.agent.sender.AgentSender;

/** {@code status}: what the running agent is doing. */
public final class StatusCommand implements Command {

    @Override
    public Options options() {
        return Arguments.options(Arguments.valued("socket"), Arguments.flag("json"));
    }

    @Override
    public Exit run(Invocation invocation) throws IOException, ExitException {
        invocation.arguments().requireNoWords();
        try (AgentSender agent = AgentSender.connect(invocation.socket())) {
            Outcome outcome = agent.send(new Request.Status());
            if (outcome instanceof Outcome.Failed failed) {
                throw new ExitException(failed.exit(), failed.sentence());
            }
            if (outcome instanceof Outcome.Report report) {
                print(report, invocation);
            }
        }
        return Exit.DONE;
    }

    private static void print(Outcome.Report report, Invocation invocation) throws IOException {
        if (invocation.arguments().has("json")) {
            invocation.terminal().out().write(AnswerCodec.encodeReport(report));
        } else {
            report.fields().forEach((name, value) -> invocation.terminal().out().printf("%-10s %s%n", name, value));
        }
        invocation.terminal().out().flush();
    }
}
