package org.xennotify.agent.command;

import java.io.IOException;
import java.io.PrintStream;
import org.apache.commons.cli.Options;
import org.slf4j.LoggerFactory;
import org.xennotify.agent.Agent;
import org.xennotify.agent.AgentSettings;
import org.xennotify.agent.outcome.Exit;
import org.xennotify.agent.outcome.ExitException;

/** {@code agent}: runs until it is stopped by a signal. */
public final class AgentCommand implements Command {

    @Override
    public Options options() {
        return Arguments.options(
                Arguments.valued("socket"),
                Arguments.valued("socket-owner"),
                Arguments.valued("socket-mode"),
                Arguments.valued("notify-socket"),
                Arguments.valued("ring-size"),
                Arguments.flag("no-ring"));
    }

    @Override
    public Exit run(Invocation invocation) throws IOException, ExitException {
        AgentSettings settings = AgentArguments.settings(invocation);
        PrintStream out = invocation.terminal().out();
        try (Agent agent = Agent.start(invocation.platform(), settings, line -> say(line, out))) {
            Thread stop = new Thread(() -> stop(agent), "stop");
            Runtime.getRuntime().addShutdownHook(stop);
            ExitException end = agent.ended().join();
            Runtime.getRuntime().removeShutdownHook(stop);
            throw end;
        }
    }

    private static void say(String line, PrintStream out) {
        out.println(line);
        out.flush();
    }

    /** Ends the process with status 0, where the JVM would say 143: a stop by signal is the orderly one. */
    private static void stop(Agent agent) {
        try {
            agent.close();
            Runtime.getRuntime().halt(Exit.DONE.status());
        } catch (IOException e) {
            LoggerFactory.getLogger(AgentCommand.class).error("the stop was not orderly", e);
            Runtime.getRuntime().halt(Exit.FAILED.status());
        }
    }
}
